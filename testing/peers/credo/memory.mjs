import { RecordNotFoundError } from '@credo-ts/core';

/** A file system that Credo asks for and an online wallet never uses. */
export class NoFiles {
  dataPath = '/nowhere';
  cachePath = '/nowhere';
  tempPath = '/nowhere';
  async exists() {
    return false;
  }
  async createDirectory() {
    // Nothing is kept in files.
  }
}

/** Credo's records in memory. Queries compare tags for equality, with $and, $or and $not. */
export class MemoryStorage {
  supportsCursorPagination = false;
  #records = new Map();

  async save(_context, record) {
    this.#records.set(`${record.type} ${record.id}`, record);
  }
  async update(_context, record) {
    this.#records.set(`${record.type} ${record.id}`, record);
  }
  async delete(_context, record) {
    this.#records.delete(`${record.type} ${record.id}`);
  }
  async deleteById(_context, { type }, id) {
    this.#records.delete(`${type} ${id}`);
  }
  async getById(_context, { type }, id) {
    const record = this.#records.get(`${type} ${id}`);
    if (record === undefined) throw new RecordNotFoundError('no such record', { recordType: type });
    return record;
  }
  supportsLocking() {
    return true;
  }
  async updateByIdWithLock(context, recordClass, id, change) {
    const record = await change(await this.getById(context, recordClass, id));
    await this.update(context, record);
    return record;
  }
  async getAll(_context, { type }) {
    return [...this.#records.values()].filter((record) => record.type === type);
  }
  async findByQuery(context, recordClass, query) {
    return (await this.getAll(context, recordClass)).filter((record) => matches(record.getTags(), query));
  }
}

function matches(tags, { $and = [], $or, $not, ...wanted }) {
  const hasAll = Object.entries(wanted).every(
    ([name, value]) => value === undefined || isTag(tags[name], value),
  );
  if (!hasAll || !$and.every((query) => matches(tags, query))) return false;
  if ($or !== undefined && !$or.some((query) => matches(tags, query))) return false;
  return $not === undefined || !matches(tags, $not);
}

function isTag(tag, value) {
  return Array.isArray(tag) && Array.isArray(value) ? value.every((one) => tag.includes(one)) : tag === value;
}
