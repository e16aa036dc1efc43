// The client's end of the board protocol (contracts.md 4): one socket, frames in order, a gap never papered over.
// It knows nothing of the page; board.js gives it four functions and is told what happened.

import { setServerTime } from "./texts.js";

const PROTOCOL = "dvc.board.v1";
const OURS_GAP = 4000; // our own close code when a delta does not follow: reconnect and ask from where we are
const OURS_DEAD = 4001; // ... and when the line is dead
const NOT_SIGNED_IN = 4401;
const NOT_ALLOWED = 4403;
const TOO_SLOW = 4408;
const RESTARTING = 1012;
const DEAD_AFTER_MS = 45000; // three heartbeats: the socket is gone though nobody said so
const WAIT_MS = [500, 1000, 2000, 4000, 8000, 15000];
const GAPS_MOST = 3; // after so many gaps without one good delta: take a fresh snapshot

export class Link {
  /** `place`: {operation, board, epoch, seq} with seq null before the first snapshot; `on`: snapshot, delta, state, end. */
  constructor(place, on) {
    this.place = { ...place };
    this.on = on;
    this.tries = 0;
    this.gaps = 0;
    this.heardAt = 0;
    this.bornAt = Date.now();
    this.ended = false;
    this.resumed = false;
  }

  open() {
    clearTimeout(this.timer);
    if (this.ended || this.socket) return;
    const socket = new WebSocket(this.address(), PROTOCOL);
    this.socket = socket;
    socket.onopen = () => this.heard();
    socket.onmessage = (event) => { if (this.socket === socket) this.frame(event.data); };
    socket.onclose = (event) => { if (this.socket === socket) this.closed(event.code); };
  }

  address() {
    const { operation, board, epoch, seq } = this.place;
    const from = seq === null ? "" : `?since=${seq}&epoch=${encodeURIComponent(epoch)}`;
    return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/operations/${encodeURIComponent(operation)}/boards/${encodeURIComponent(board)}${from}`;
  }

  heard() {
    this.heardAt = Date.now();
    this.on.state("live");
  }

  frame(text) {
    let messages;
    try {
      messages = JSON.parse(text);
    } catch {
      this.drop(OURS_GAP);
      return;
    }
    this.heard();
    const deltas = [];
    for (const message of Array.isArray(messages) ? messages : [messages]) {
      if (!this.message(message, deltas)) break;
    }
    if (deltas.length > 0) this.on.delta(deltas);
  }

  /** Take one message; false when what follows in this frame must not be read any more. */
  message(message, deltas) {
    switch (message.type) {
      case "hello":
        setServerTime(message.server_time);
        if (message.epoch !== this.place.epoch) this.place = { ...this.place, epoch: message.epoch, seq: null };
        this.tries = 0;
        return true;
      case "snapshot":
        deltas.length = 0;
        this.place.seq = message.seq;
        this.gaps = 0;
        this.on.snapshot(message.items, { resumed: this.resumed });
        this.resumed = true;
        return true;
      case "delta":
        if (message.prev !== this.place.seq) {
          this.gaps += 1;
          if (this.gaps >= GAPS_MOST) this.place.seq = null;
          this.drop(OURS_GAP);
          return false;
        }
        this.place.seq = message.seq;
        this.gaps = 0;
        deltas.push(message);
        return true;
      default: // heartbeat says how far the server has read and never moves us; bye comes before its close
        return true;
    }
  }

  /** Let go of the socket ourselves. Its close event comes late or never, so we act as if it had come. */
  drop(code) {
    const socket = this.socket;
    if (!socket) return;
    this.closed(code);
    socket.onmessage = null;
    socket.close(code);
  }

  closed(code) {
    this.socket = null;
    if (code === NOT_SIGNED_IN || code === NOT_ALLOWED) {
      this.ended = true;
      this.on.end(code === NOT_SIGNED_IN ? "signed_out" : "not_allowed");
      return;
    }
    if (code !== OURS_GAP) this.on.state("off");
    this.timer = setTimeout(() => this.open(), this.wait(code));
  }

  /** Full jitter, so that 60 desks do not come back in one instant after a restart. */
  wait(code) {
    if ((code === OURS_GAP && this.gaps < GAPS_MOST) || code === TOO_SLOW) return Math.random() * 100;
    const most = code === RESTARTING ? 3000 : WAIT_MS[Math.min(this.tries, WAIT_MS.length - 1)];
    this.tries += 1;
    return most * (0.3 + 0.7 * Math.random());
  }

  /** Called each second: seconds since anything was heard; a socket silent for three heartbeats is given up. */
  silence() {
    const ms = Date.now() - (this.heardAt || this.bornAt);
    if (this.socket && this.heardAt && ms > DEAD_AFTER_MS) this.drop(OURS_DEAD);
    return ms / 1000;
  }

  /** The network came back: do not wait for the timer. */
  hurry() {
    this.tries = 0;
    if (!this.socket) this.open();
  }
}
