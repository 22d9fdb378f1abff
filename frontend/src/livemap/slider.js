// The days of the campaign: a bar each, holes open at its end and duties missed on it; a range input moves over them.
import { BarChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { TONES } from "./symbols.js";

echarts.use([BarChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export class Slider {
  constructor(settings, chosen) {
    this.settings = settings;
    this.chosen = chosen;
    this.box = document.getElementById("bars");
    this.range = document.getElementById("days");
    this.output = document.getElementById("slider-day");
    this.chart = echarts.init(this.box, null, { renderer: "canvas" });
    new ResizeObserver(() => this.chart.resize()).observe(this.box);
    this.range.addEventListener("input", () => this.pick(Number(this.range.value)));
    this.chart.getZr().on("click", (event) => {
      const [index] = this.chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
      this.pick(Math.max(0, Math.min(this.days.length - 1, Math.round(index))));
    });
  }

  get day() {
    return this.days[Number(this.range.value)].day;
  }

  pick(index) {
    this.range.value = index;
    this.say();
    this.paint();
    this.chosen(this.day);
  }

  say() {
    this.output.textContent = this.day;
    this.range.setAttribute("aria-valuetext", this.day);
  }

  update(state) {
    if (state.days) this.days = state.days;
    this.today = state.today;
    this.range.max = this.days.length - 1;
    const at = this.days.findIndex((one) => one.day === state.day);
    this.range.value = at;
    this.say();
    this.paint();
  }

  paint() {
    const { words } = this.settings;
    const chosen = this.day;
    const colour = (one) => {
      if (one.day > this.today) return "#1c2a42";
      if (one.day === chosen) return "#7fb2ff";
      // the same limits as a place's level: command/livemap/rules.py
      const judged = one.on_time + one.late + one.missed;
      const share = judged ? one.missed / judged : 0;
      return share > 0.08 ? "#d9594f" : share > 0.04 ? "#c8913a" : "#2b7d5c";
    };
    const height = (one) => (one.day > this.today ? 0 : (one.holes ?? 0) + one.missed);
    const most = Math.max(4, ...this.days.map(height));
    const bars = this.days.map((one) => ({ value: Math.max(height(one), most * 0.045), itemStyle: { color: colour(one), opacity: one.due || one.day > this.today ? 1 : 0.5 } }));
    const now = this.days.findIndex((one) => one.day === this.today);
    const months = this.days.map((one, n) => (one.day.endsWith("-01") || n === 0 ? one.day.slice(2, 7) : one.day.slice(5)));
    this.chart.setOption({
      animation: false,
      grid: { left: 2, right: 2, top: 14, bottom: 18 },
      tooltip: {
        trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: "rgba(127,178,255,.14)" } }, backgroundColor: "#0d1626", borderColor: "#2a3c5f",
        textStyle: { color: "#e8eef8", fontSize: 13 }, confine: true,
        formatter: ([one]) => {
          const d = this.days[one.dataIndex];
          const future = d.day > this.today;
          return `<b>${d.day}</b><br>${words.due} ${d.due}${future ? "" : ` · ${words.on_time} ${d.on_time} · ${words.late} ${d.late} · ${words.missed} ${d.missed}<br>${words.holes} ${d.holes}`}`;
        },
      },
      xAxis: {
        type: "category", data: months, axisTick: { show: false }, axisLine: { lineStyle: { color: "#263756" } },
        axisLabel: { color: "#8ea0bd", fontSize: 12, interval: (n) => n === 0 || this.days[n].day.endsWith("-01") || this.days[n].day.endsWith("-15"), hideOverlap: true },
      },
      yAxis: { type: "value", show: false, max: most },
      series: [
        {
          type: "bar", data: bars, barCategoryGap: "22%", itemStyle: { borderRadius: [2, 2, 0, 0] },
          markLine: now < 0 ? undefined : {
            symbol: "none", silent: true, lineStyle: { color: "#7fb2ff", width: 1, type: "solid", opacity: 0.5 }, data: [{ xAxis: now }],
            label: { formatter: words.today, color: "#9cc4ff", fontSize: 12, distance: 1 },
          },
        },
      ],
    });
  }
}
