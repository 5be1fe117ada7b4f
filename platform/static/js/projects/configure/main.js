// The configure page: labels in a form or the XML itself, both in step, with the faults and a preview beside them.
import "./tabs.js";
import "./rows.js";
import "./row_order.js";
import "./xml.js";
import "./in_step.js";
import "./full_size.js";
