// Forms drawn from descriptors.
import "./records.css";
import "./widgets.js";
