// Forms drawn from descriptors, and the outbox that keeps filings while the phone has no connection.
import "./records.css";
import "./widgets.js";
import { outbox } from "./outbox.js";

outbox();
