// The release, asked in SQL in this browser: DuckDB comes from this folder, the release from the downloads beside it,
// and nothing is asked of anybody else.
const form = document.getElementById('ask'), asked = document.getElementById('sql'), state = document.getElementById('state')
const answer = document.getElementById('answer'), save = document.getElementById('save'), data = form.dataset
const at = name => new URL(data.root + name, location.href).href
const el = (tag, text) => Object.assign(document.createElement(tag), {textContent: text})
const MOST = 1000

const open = async () => {
  const duckdb = await import(at('sql/duckdb-browser.mjs'))
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(at('sql/duckdb-browser-eh.worker.js')))
  await db.instantiate(at('sql/duckdb-eh.wasm'))
  await db.open({path: ':memory:'})
  await db.registerFileURL('khuyencong.duckdb', at('sql/khuyencong.duckdb'), duckdb.DuckDBDataProtocol.HTTP, false)
  const connection = await db.connect()
  for (const statement of [
    'set autoinstall_known_extensions = false', 'set autoload_known_extensions = false',
    "attach 'khuyencong.duckdb' as khuyencong (read_only)", 'use khuyencong',
  ]) await connection.query(statement)
  return connection
}

// Every value as text, written by DuckDB itself: no digit of a decimal is lost on the way.
const rowsOf = async (connection, sql) => {
  const result = await connection.query(
    `select columns(*)::varchar from (\n${sql.trim().replace(/;+\s*$/, '')}\n) limit ${MOST + 1}`)
  return [result.schema.fields.map(field => field.name), result.toArray().map(row => [...row.toArray()])]
}

const show = (names, rows) => {
  const table = el('table', ''), head = table.createTHead().insertRow(), body = table.createTBody()
  table.className = 'plain'
  for (const name of names) head.append(Object.assign(el('th', name), {scope: 'col'}))
  for (const row of rows.slice(0, MOST)) {
    const line = body.insertRow()
    for (const value of row) line.insertCell().textContent = value ?? ''
  }
  answer.replaceChildren(table)
  state.textContent = (rows.length > MOST ? data.more : data.rows).replace('%s', Math.min(rows.length, MOST))
  const quoted = value => /[",\n]/.test(value ?? '') ? `"${value.replaceAll('"', '""')}"` : value ?? ''
  const text = [names, ...rows.slice(0, MOST)].map(row => row.map(quoted).join(',') + '\r\n').join('')
  URL.revokeObjectURL(save.href)
  save.href = URL.createObjectURL(new Blob([text], {type: 'text/csv'}))
  save.hidden = false
}

let opened
const run = async () => {
  state.textContent = data.loading
  save.hidden = true
  answer.replaceChildren()
  try {
    opened ??= open()
    show(...await rowsOf(await opened, asked.value))
  } catch (error) {
    state.textContent = ''
    answer.replaceChildren(Object.assign(el('pre', String(error.message ?? error)), {tabIndex: 0}))
  }
}

form.onsubmit = event => { event.preventDefault(); run() }
asked.onkeydown = event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run() } }
for (const example of document.querySelectorAll('#examples button')) {
  example.onclick = () => { asked.value = example.nextElementSibling.textContent; run() }
}
form.querySelector('button').disabled = false
