"""What a page lets be heard and read beside itself, noted by a script put in first: tones, notes, windows.

`SENSES` is for `open_window(..., prepare=SENSES)`; `window.sensed` holds what it noted. Sound is the browser's own: a
tone counts with the state of its context, which is `running` only where a click has allowed it.
"""

SENSES = """
window.sensed = {tones: [], asked: 0, notes: [], shown: [], windows: []};
const {start} = AudioScheduledSourceNode.prototype;
AudioScheduledSourceNode.prototype.start = function (...when) {
  sensed.tones.push(this.context.state);
  return start.apply(this, when);
};
window.Notification = class {
  static permission = 'default';
  static async requestPermission() {
    sensed.asked += 1;
    return (Notification.permission = 'granted');
  }
  constructor(title, {body}) {
    this.said = {title, body, open: true};
    sensed.notes.push(this.said);
    sensed.shown.push(this);
  }
  close() { this.said.open = false; }
};
const open = window.open.bind(window);
window.open = (...how) => {
  sensed.windows.push(how.slice(1));
  return open(...how);
};
"""

WRONG_CLOCK = "const now = Date.now.bind(Date); Date.now = () => now() + 3_600_000;"
"""A computer whose clock is an hour fast."""
