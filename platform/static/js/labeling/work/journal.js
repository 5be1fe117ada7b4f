// Answers and drafts that the server doesn't have yet, kept in this browser for one member of one organization.
// localStorage and not IndexedDB: it is written before the page can go away.
export class Journal {
  constructor(member, project) {
    this.prefix = `labelroom:${member}:`;
    this.project = project;
    this.memory = new Map(); // when the browser's store is full or closed
  }

  keep(entry) {
    return this.write(`answer:${entry.client_key}`, entry);
  }

  forget(entry) {
    this.erase(`answer:${entry.client_key}`);
  }

  // Answers in the order they were given, also those left behind in the organization's other projects.
  get answers() {
    return this.read("answer:").sort((a, b) => a.at - b.at || a.order - b.order);
  }

  keepDraft(task, draft) {
    return this.write(`draft:${this.project}:${task}`, draft);
  }

  draftOf(task) {
    return this.read(`draft:${this.project}:${task}`)[0] ?? null;
  }

  forgetDraft(task) {
    this.erase(`draft:${this.project}:${task}`);
  }

  // Small things remembered, such as that the instructions were read.
  remember(name, value) {
    this.write(`${name}:${this.project}`, value);
  }

  recall(name) {
    return this.read(`${name}:${this.project}`)[0];
  }

  // Whether it is kept for good; false when it lives only as long as the page.
  write(name, value) {
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(this.prefix + name, text);
      this.memory.delete(name);
      return true;
    } catch {
      this.memory.set(name, text);
      return false;
    }
  }

  erase(name) {
    this.memory.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // The store is closed; there was nothing in it.
    }
  }

  read(start) {
    const texts = new Map();
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (key.startsWith(this.prefix + start)) texts.set(key.slice(this.prefix.length), localStorage.getItem(key));
      }
    } catch {
      // Only what is in memory.
    }
    for (const [name, text] of this.memory) if (name.startsWith(start)) texts.set(name, text);
    return [...texts.values()].map(parsed).filter((value) => value !== undefined);
  }

  get onlyInMemory() {
    return this.memory.size > 0;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // written half by a browser that died
  }
}
