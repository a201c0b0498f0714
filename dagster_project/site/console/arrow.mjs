// DuckDB asks for the module `apache-arrow`; the bundle of that package is a script, which leaves its names here.
export const {RecordBatchReader, Table, Type, tableToIPC} = globalThis.Arrow
