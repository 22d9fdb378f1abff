// The shell of every page: Tabler, htmx with server-sent events, Alpine, and AnBao's own look.
import "@tabler/core/dist/css/tabler.min.css";
import "./tokens.css";
import "./shell.css";
import "./parts.css";
import "./board.css";
import "./findings.css";
import "./places.css";
import "./duty.css";
import "./screening.css";
import "./cameras.css";
import * as bootstrap from "@tabler/core/dist/js/tabler.esm.min.js";
import htmx from "htmx.org";
import "htmx-ext-sse";
import Alpine from "alpinejs";
import { clocks } from "./clock.js";
import { enter } from "./enter.js";
import { faults } from "./faults.js";
import { live } from "./live.js";
import { outbox } from "./outbox.js";
import { stale } from "./stale.js";

window.htmx = htmx;
window.bootstrap = bootstrap;
window.Alpine = Alpine;
// what was just renewed is htmx's own at once: pressed in the moment after, it would be a link or form like any other
htmx.config.defaultSettleDelay = 0;
clocks();
faults();
enter();
// other entries of the page register their components first: every module script runs before this event
document.addEventListener("DOMContentLoaded", () => Alpine.start());
live();
outbox();
stale();
