import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { po } from 'gettext-parser'

export const CATALOGS = 'src/web/languages'

/** The languages there are catalogs of: the folders of src/web/languages. */
export function languagesIn(root) {
  return readdirSync(join(root, CATALOGS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/**
 * Which catalog a file's messages belong to: one a folder, so that people meet in none; of the
 * connectors, which say most, one a kind.
 */
export function catalogOf(path) {
  const web = /^src\/web\/(?:([^/]+)\/)?/.exec(path)
  if (web) return web[1] ?? 'app'
  const kind = /^src\/connectors\/([^/]+)\//.exec(path)
  if (kind) return `server/connectors/${kind[1]}`
  return `server/${/^src\/([^/]+)\//.exec(path)?.[1] ?? 'app'}`
}

/** A message's name among all: its context and its English, as gettext joins them. */
export function nameOf({ context, id }) {
  return context ? `${context}\u0004${id}` : id
}

/**
 * All entries of a language: { catalog, context, id, many, forms, isFuzzy, isObsolete }. A form is
 * empty where it was not translated yet.
 */
export function entriesOf(root, language) {
  const folder = join(root, CATALOGS, language)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.po'))
    .sort()
    .flatMap((name) => {
      const catalog = name.replaceAll('\\', '/').slice(0, -3)
      return entriesIn(readFileSync(join(folder, name))).map((entry) => ({ catalog, ...entry }))
    })
}

function entriesIn(bytes) {
  const { translations, obsolete = {} } = po.parse(bytes)
  const read = (contexts, isObsolete) =>
    Object.values(contexts)
      .flatMap((messages) => Object.values(messages))
      .filter(({ msgid }) => msgid !== '')
      .map((one) => ({
        context: one.msgctxt ?? '',
        id: one.msgid,
        many: one.msgid_plural ?? null,
        forms: one.msgstr,
        isFuzzy: /fuzzy/.test(one.comments?.flag ?? ''),
        isObsolete,
      }))
  return [...read(translations, false), ...read(obsolete, true)]
}

/**
 * Writes the catalogs of a language anew from the messages found: what was translated stays, in
 * its own catalog or taken from another one; what is no more becomes obsolete. Returns how many
 * messages still want a translation.
 */
export function updateCatalogs(root, language, found) {
  const known = entriesOf(root, language)
  const wanted = grouped(found, (message) => catalogOf(message.path))
  let missing = 0
  for (const catalog of new Set([...wanted.keys(), ...known.map((entry) => entry.catalog)])) {
    const entries = merged(wanted.get(catalog) ?? []).map((entry) => ({
      ...entry,
      ...translated(entry, catalog, known),
    }))
    missing += entries.filter((entry) => !entry.forms.every(Boolean)).length
    write(join(root, CATALOGS, language, `${catalog}.po`), language, {
      entries,
      obsolete: known.filter((one) => one.catalog === catalog && isGone(one, entries)),
    })
  }
  return missing
}

/** One entry a key, with everything that refers to it. */
function merged(messages) {
  return [...grouped(messages, nameOf).values()].map((same) => ({
    ...same[0],
    many: same.find((one) => one.many !== null)?.many ?? null,
    paths: [...new Set(same.map((one) => one.path))],
  }))
}

function isGone(entry, entries) {
  const isTranslated = entry.forms.some(Boolean)
  return isTranslated && !entries.some((one) => nameOf(one) === nameOf(entry))
}

/** What an entry was translated as: in its own catalog, else in another. */
function translated(entry, catalog, known) {
  const same = known.filter(
    (one) =>
      nameOf(one) === nameOf(entry)
      && (one.many === null) === (entry.many === null)
      && one.forms.every(Boolean),
  )
  const { forms, isFuzzy } = same.find((one) => one.catalog === catalog)
    ?? same.find((one) => !one.isFuzzy) ?? {
      forms: entry.many === null ? [''] : ['', ''],
      isFuzzy: false,
    }
  return { forms, isFuzzy }
}

function grouped(items, keyOf) {
  const groups = new Map()
  for (const item of items) {
    const key = keyOf(item)
    if (!groups.has(key)) groups.set(key, [])
    groups.get(key).push(item)
  }
  return groups
}

function write(path, language, { entries, obsolete }) {
  const contexts = {}
  for (const entry of entries) {
    const flags = [entry.isFuzzy && 'fuzzy', entry.values.length > 0 && 'python-brace-format']
    const comments = {
      reference: entry.paths.join('\n'),
      extracted: entry.values.map((value, at) => `{${at}} ${value}`).join('\n'),
      flag: flags.filter(Boolean).join(', '),
    }
    keep(contexts, { ...entry, comments })
  }
  const gone = {}
  for (const entry of obsolete) keep(gone, entry)
  const headers = {
    Language: language,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
    'Plural-Forms': 'nplurals=2; plural=(n != 1);',
  }
  const table = { charset: 'utf-8', headers, translations: contexts, obsolete: gone }
  mkdirSync(dirname(path), { recursive: true })
  const text = `${po.compile(table, { foldLength: 0 }).toString().trimEnd()}\n`
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}

function keep(contexts, { context, id, many, forms, comments }) {
  contexts[context] ??= {}
  contexts[context][id] = {
    ...(context && { msgctxt: context }),
    msgid: id,
    ...(many && { msgid_plural: many }),
    msgstr: forms,
    ...(comments && { comments }),
  }
}

/**
 * A catalog as the web app loads it (src/web/languages/catalog.ts): what is not translated is left
 * out, and is then shown in English.
 */
export function compiled(bytes, isServers) {
  const usable = entriesIn(bytes).filter(
    (entry) => !entry.isFuzzy && !entry.isObsolete && entry.forms.every(Boolean),
  )
  const messages = usable.map((entry) => [
    nameOf(entry),
    entry.many === null ? entry.forms[0] : entry.forms,
  ])
  const patterns = isServers ? usable.filter((entry) => /\{\d+\}/.test(entry.id)) : []
  return {
    messages: Object.fromEntries(messages),
    patterns: patterns.filter((entry) => !entry.context).map((entry) => entry.id),
  }
}
