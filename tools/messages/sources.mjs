import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** The program under a folder of the project, parsed: [{ path, file }], by path. */
export function parsedUnder(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
    .sort()
    .map((path) => parsed(path, readFileSync(join(root, path), 'utf8')))
}

/** One file, parsed with its parents known. */
export function parsed(path, text) {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return { path, file: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind) }
}

/** "path:line" of a node, for whoever has to go there. */
export function placeOf({ path, file }, node) {
  return `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`
}

/** The text of a template as a key: its values numbered, a line break a space. */
export function keyOf(template) {
  const parts = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map((span) => span.literal.text)]
  return parts
    .map((part, at) => (at === 0 ? part : `{${at - 1}}${part}`))
    .join('')
    .replace(/\s*\n\s*/g, ' ')
}

/** What stands in a template's places, as the source writes it. */
export function valuesOf(template, file) {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return []
  return template.templateSpans.map((span) =>
    span.expression.getText(file).replace(/\s+/g, ' ').slice(0, 80),
  )
}
