import ts from 'typescript'
import { keyOf, placeOf, valuesOf } from './sources.mjs'

const TAGS = new Set(['t', 'jt'])
const PLURALS = new Set(['plural', 'jplural'])

/**
 * The messages of parsed files, in their order: { context, id, many, values, path }, each key once
 * a path; and in faults, a line each, what is written so that it could not be translated.
 */
export function messagesIn(sources) {
  const found = []
  const faults = []
  for (const source of sources) {
    const visit = (node) => {
      const one = messageAt(node, source.file)
      if (one?.fault) faults.push(`${placeOf(source, node)}: ${one.fault}`)
      else if (one) found.push({ context: '', many: null, ...one, path: source.path })
      ts.forEachChild(node, visit)
    }
    visit(source.file)
  }
  return { found, faults }
}

function messageAt(node, file) {
  if (ts.isTaggedTemplateExpression(node)) return tagged(node, file)
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return null
  if (PLURALS.has(node.expression.text)) return plural(node, file)
  return node.expression.text === 'counted' ? counted(node) : null
}

function tagged({ tag, template, parent }, file) {
  if (ts.isIdentifier(tag) && tag.text === 'msg') {
    const isForm =
      ts.isCallExpression(parent)
      && ts.isIdentifier(parent.expression)
      && PLURALS.has(parent.expression.text)
    return isForm ? null : { fault: 'msg stands outside plural.' }
  }
  const context = contextOf(tag)
  if (context === null && !(ts.isIdentifier(tag) && TAGS.has(tag.text))) return null
  if (context === undefined) return { fault: 'a context is a literal.' }
  return checked({ context: context ?? '', id: keyOf(template), values: valuesOf(template, file) })
}

/** The context of tc('verb'); null of any other tag; undefined where it is not a literal. */
function contextOf(tag) {
  if (!ts.isCallExpression(tag) || !ts.isIdentifier(tag.expression)) return null
  if (tag.expression.text !== 'tc') return null
  const [context] = tag.arguments
  return context && ts.isStringLiteralLike(context) ? context.text : undefined
}

function plural({ arguments: [, one, many] }, file) {
  if (!isForm(one) || !isForm(many)) return { fault: 'both forms of a plural are msg`…`.' }
  const values = [valuesOf(one.template, file), valuesOf(many.template, file)]
  const [most, least] = values[0].length > values[1].length ? values : values.toReversed()
  if (least.some((value, at) => value !== most[at])) {
    return { fault: 'the forms of a plural take the same values in the same order.' }
  }
  return checked({ id: keyOf(one.template), many: keyOf(many.template), values: most })
}

function isForm(node) {
  return (
    node !== undefined
    && ts.isTaggedTemplateExpression(node)
    && ts.isIdentifier(node.tag)
    && node.tag.text === 'msg'
  )
}

function counted({ arguments: [, one, many] }) {
  if (one === undefined) return null
  if (![one, many ?? one].every(ts.isStringLiteralLike)) {
    return { fault: 'the nouns of counted are literals.' }
  }
  const id = `{0} ${one.text}`
  return { context: 'counted', id, many: many ? `{0} ${many.text}` : `${id}s`, values: ['count'] }
}

function checked(message) {
  const texts = [message.id, message.many ?? message.id]
  if (texts.some((text) => text !== text.trim() || text === '')) {
    return { fault: `a message begins and ends with a word: “${message.id}”` }
  }
  if (!/\p{L}/u.test(texts.join('').replace(/\{\d+\}/g, ''))) {
    return { fault: `a message has words: “${message.id}”` }
  }
  return message
}
