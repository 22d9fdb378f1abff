// The desk's sound: a short tone again and again while something rings, quicker for what is graver. A mute lasts two
// minutes, counts down where everybody sees it, and ends by itself. The browser wants one gesture before the first tone.
const MUTED = 120_000;
const PAUSE = { 4: 900, 3: 1600, 2: 2800, 1: 5000 };

export class Sound {
  constructor(button, words) {
    Object.assign(this, { button, words, ringing: 0, loudest: 0, newest: 0, until: 0, timer: null, context: null });
    button.addEventListener("click", () => (this.blocked() ? this.allow() : this.mute()));
    document.addEventListener("pointerdown", () => this.allow(), { once: true });
    document.addEventListener("keydown", () => this.allow(), { once: true });
    setInterval(() => this.say(), 500);
  }

  blocked() { return this.ringing > 0 && this.context?.state !== "running"; }

  allow() {
    this.context ??= new AudioContext();
    this.context.resume().then(() => this.say());
  }

  mute() {
    this.until = this.until > Date.now() ? 0 : Date.now() + MUTED;
    this.say();
  }

  // newest: when the last alarm among what rings began to ring, in milliseconds
  ring(ringing, loudest, newest) {
    // something new is louder than an old wish for silence, also where it joins what rings already
    if ((ringing > this.ringing || newest > this.newest) && loudest >= 3) this.until = 0;
    Object.assign(this, { ringing, loudest, newest: Math.max(newest, this.newest) });
    if (ringing && !this.context) this.context = new AudioContext();
    if (ringing && this.timer === null) this.beat();
    this.say();
  }

  beat() {
    this.timer = null;
    if (!this.ringing) return;
    if (this.until <= Date.now() && this.context?.state === "running") this.tone();
    this.timer = setTimeout(() => this.beat(), PAUSE[this.loudest] ?? 2800);
  }

  tone() {
    const at = this.context.currentTime;
    [880, this.loudest >= 4 ? 1175 : 660].forEach((pitch, number) => {
      const voice = this.context.createOscillator(), gain = this.context.createGain();
      voice.frequency.value = pitch;
      gain.gain.setValueAtTime(0.0001, at + number * 0.18);
      gain.gain.exponentialRampToValueAtTime(0.22, at + number * 0.18 + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + number * 0.18 + 0.16);
      voice.connect(gain).connect(this.context.destination);
      voice.start(at + number * 0.18);
      voice.stop(at + number * 0.18 + 0.17);
    });
  }

  say() {
    const left = Math.ceil((this.until - Date.now()) / 1000), muted = left > 0;
    const state = muted ? "muted" : this.blocked() ? "blocked" : this.ringing ? "ringing" : "quiet";
    document.documentElement.dataset.sound = state;
    this.button.dataset.state = state;
    this.button.textContent = muted
      ? `○ ${this.words.muted} ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
      : state === "blocked" ? `▲ ${this.words.blocked}` : `♪ ${this.words.sound}`;
  }
}
