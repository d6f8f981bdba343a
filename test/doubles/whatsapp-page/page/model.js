/**
 * Models, collections and their events, as far as the library looks at them. Results of `evaluate` are copied by their
 * own enumerable properties, so whatever is private sits behind a symbol that is not enumerable.
 */
const PRIVATE = Symbol('private');

export class Emitter {
  constructor() {
    Object.defineProperty(this, PRIVATE, { value: { handlers: new Map(), awaited: [] } });
  }

  /** @param names one or several, split by spaces: `change:body change:caption` */
  on(names, handler, context) {
    const { handlers, awaited } = this[PRIVATE];
    for (const name of names.split(/\s+/)) {
      handlers.set(name, [...(handlers.get(name) ?? []), { handler, context }]);
      for (const wait of awaited) if (wait.name === name) wait.resolve();
    }
    return this;
  }

  once(name, handler, context) {
    const onlyOnce = (...args) => {
      this.off(name, onlyOnce);
      handler.apply(context ?? this, args);
    };
    return this.on(name, onlyOnce);
  }

  off(name, handler) {
    const { handlers } = this[PRIVATE];
    handlers.set(
      name,
      (handlers.get(name) ?? []).filter((known) => handler && known.handler !== handler),
    );
    return this;
  }

  trigger(name, ...args) {
    for (const { handler, context } of [...(this[PRIVATE].handlers.get(name) ?? [])]) {
      handler.apply(context ?? this, args);
    }
    return this;
  }

  async whenListened(name) {
    const { handlers, awaited } = this[PRIVATE];
    if (handlers.get(name)?.length) return;
    await new Promise((resolve) => awaited.push({ name, resolve }));
  }
}

/** Plain data of whatever a model holds; undefined for what is not data. */
const plain = (value) => {
  if (value instanceof Model || value instanceof Collection) return value.serialize();
  if (typeof value === 'function' || value instanceof Blob || value?.isOpaque) return undefined;
  return Array.isArray(value) ? value.map(plain) : value;
};

export class Model extends Emitter {
  constructor(attributes) {
    super();
    Object.assign(this, attributes);
  }

  /** Handlers get (model, new value, old value); those of the collection get the same. */
  set(attributes) {
    const changes = Object.entries(attributes)
      .filter(([name, value]) => this[name] !== value)
      .map(([name, value]) => [name, value, this[name]]);
    for (const [name, value] of changes) this[name] = value;
    for (const [name, value, old] of changes) this.tell(`change:${name}`, this, value, old);
    if (changes.length > 0) this.tell('change', this);
    return this;
  }

  tell(...event) {
    this.trigger(...event);
    this[PRIVATE].collection?.trigger(...event);
  }

  belongTo(collection) {
    this[PRIVATE].collection = collection;
  }

  serialize() {
    const entries = Object.keys(this).map((name) => [name, plain(this[name])]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  toJSON() {
    return this.serialize();
  }

  unsafe() {
    return this;
  }
}

/** The string behind an id of any shape: a key of either shape, a wid, a string. */
export const serialized = (id) => (typeof id === 'object' && id !== null ? (id._serialized ?? String(id)) : String(id));

export class Collection extends Emitter {
  /** @param find how to get what is not here; without it, that is an error */
  constructor(modelClass, find) {
    super();
    Object.defineProperties(this, {
      modelClass: { value: modelClass },
      models: { value: new Map() },
      findElsewhere: { value: find },
    });
  }

  get(id) {
    return id === undefined || id === null ? undefined : this.models.get(serialized(id));
  }

  /** Adds without an event. */
  put(model) {
    this.models.set(serialized(model.id), model);
    return model;
  }

  add(model) {
    this.put(model);
    model.belongTo(this);
    this.trigger('add', model);
    return model;
  }

  remove(id) {
    const model = this.get(id);
    if (!model) return undefined;
    this.models.delete(serialized(id));
    this.trigger('remove', model);
    return model;
  }

  reset() {
    this.models.clear();
  }

  async find(id) {
    const here = this.get(id);
    if (here) return here;
    if (!this.findElsewhere) throw new Error(`not found: ${serialized(id)}`);
    return this.findElsewhere(id);
  }

  async update(id) {
    return this.get(id);
  }

  getModelsArray() {
    return [...this.models.values()];
  }

  filter(test) {
    return this.getModelsArray().filter(test);
  }

  get length() {
    return this.models.size;
  }

  serialize() {
    return this.getModelsArray().map((model) => model.serialize());
  }

  toJSON() {
    return this.serialize();
  }
}
