// Names, phones and places that a board never carries (contracts.md 4): asked for once a screenful, by id, when the item's
// label_rev moved; kept in this page's memory and nowhere else. Every ask is counted in the access log.

const MOST_A_REQUEST = 100;
const GATHER_MS = 120;

export class Labels {
  /** `changed`: called when new labels have come. */
  constructor(operation, changed) {
    this.url = `/api/v1/operations/${encodeURIComponent(operation)}/labels`;
    this.changed = changed;
    this.known = new Map(); // id -> {revision, fields}
    this.wanted = new Map(); // id -> revision
    this.closed = false;
  }

  /** Fields of an id, {} if the role may read none, undefined before they came. An older revision serves until then. */
  get(id) {
    return this.known.get(id)?.fields;
  }

  /** Ask for [id, revision] pairs that are shown and not known yet. */
  want(pairs) {
    if (this.closed) return;
    for (const [id, revision] of pairs) {
      const has = this.known.get(id);
      if (!has || has.revision !== (revision ?? 0)) this.wanted.set(id, revision ?? 0);
    }
    if (this.wanted.size > 0 && !this.timer) this.timer = setTimeout(() => this.ask(), GATHER_MS);
  }

  async ask() {
    const asked = [...this.wanted].slice(0, MOST_A_REQUEST);
    for (const [id] of asked) this.wanted.delete(id);
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf"]')?.content ?? "" },
        body: JSON.stringify({ ids: asked.map(([id]) => id) }),
        cache: "no-store",
      });
      if (answer.ok) {
        const found = await answer.json();
        for (const [id, revision] of asked) this.known.set(id, { revision, fields: found[id] ?? {} });
        this.changed();
      } else if (answer.status === 401 || answer.status === 403) {
        this.forget();
      }
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault; // no line: the next render asks again
    }
    this.timer = null;
    if (this.wanted.size > 0 && !this.closed) this.want([]);
  }

  /** Somebody is signed in again. */
  remember() {
    this.closed = false;
    this.changed();
  }

  /** Nobody is signed in any more: no name stays in this page. */
  forget() {
    this.closed = true;
    this.known.clear();
    this.wanted.clear();
    this.changed();
  }
}
