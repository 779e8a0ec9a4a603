import ts from 'typescript'
import { expressionsOf, returnsOf } from './stands-for.mjs'
import { writtenAt } from './as-written.mjs'
import { FAMILIES, WRITTEN } from './families.mjs'

/** How many sentences one place may say, before what differs in them becomes a value. */
const CHOICES_MAX = 24
const DEPTH_MAX = 6
/** What a call with a noun says: the noun has another gender in other languages. */
const AROUND_NOUN = { notFound: ['There is no ', ' here.'] }

/** The sentences of parsed files as messages: see messagesIn. */
export function sentencesIn(sources) {
  return sources.flatMap(({ path, file }) => {
    const families = familiesOf(FAMILIES, path)
    const written = familiesOf(WRITTEN, path)
    const found = new Map()
    const keep = (context, message) => {
      found.set(`${context}#${message.id}`, { many: null, context, ...message, path })
    }
    const visit = (node) => {
      for (const text of families.flatMap((family) => textsAt(node, family))) {
        const message = messageOf(text, file)
        if (text.isWord || hasWords(message.id)) keep('', message)
      }
      for (const { context, ...text } of writtenAt(node, written)) {
        const message = messageOf(text, file)
        if (context === 'part' ? hasLetters(message.id) : isSaid(message.id)) {
          keep(context, message)
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
    return [...found.values()]
  })
}

function familiesOf(all, path) {
  return all.filter(({ folder }) => path === folder || path.startsWith(`${folder}/`))
}

/** What has words in it beside its places, and is no code: "not_there". */
function isSaid(id) {
  return !/^[a-z_]+$/.test(id) && hasLetters(id)
}

function hasLetters(id) {
  return /\p{L}{2,}/u.test(id.replace(/\{\d+\}/g, ''))
}

/** What people read: not the codes that stand where sentences may. */
function hasWords(id) {
  if (id !== id.trim()) return false
  return /\p{L}{2,}/u.test(id.replace(/\{\d+\}/g, '')) && !/^[a-z]+([A-Z_:]\S*)*$/.test(id)
}

function textsAt(node, family) {
  const depth = family.whole ? DEPTH_MAX : 0
  const { properties = [], tables = [], functions = [] } = family
  if (ts.isPropertyAssignment(node)) {
    const keyed = keysOf(node.initializer, node.name, family)
    return properties.includes(node.name.getText()) ? textsOf(node.initializer, depth) : keyed
  }
  if (ts.isShorthandPropertyAssignment(node)) {
    return depth > 0 && properties.includes(node.name.text) ? textsOf(node.name, depth) : []
  }
  if (ts.isVariableDeclaration(node) && node.initializer) {
    const keyed = keysOf(node.initializer, node.name, family)
    return tables.includes(node.name.getText()) ? allTextsIn(node.initializer, depth) : keyed
  }
  if (ts.isFunctionDeclaration(node)) {
    const isTold = functions.includes(node.name?.text)
    return isTold ? returnsOf(node).flatMap((one) => textsOf(one, depth)) : []
  }
  return textsOfCall(node, family, depth)
}

/** The names of a record's entries, where those are shown with what they hold. */
function keysOf(node, name, { keys = [] }) {
  if (!keys.includes(name.getText()) || !ts.isObjectLiteralExpression(node)) return []
  return node.properties
    .filter((one) => one.name && !ts.isComputedPropertyName(one.name))
    .map((one) => ({ texts: [one.name.text], values: [], isWord: true }))
}

function textsOfCall(node, { calls = [], arrays = [] }, depth) {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return []
  const name = node.expression.getText()
  const method = ts.isPropertyAccessExpression(node.expression)
    ? `.${node.expression.name.text}`
    : name
  if (arrays.includes(name)) {
    const given = (node.arguments ?? []).filter(ts.isArrayLiteralExpression)
    return given.flatMap((one) => textsOf(one, depth))
  }
  if (!calls.includes(name) && !calls.includes(method)) return []
  const around = AROUND_NOUN[name]
  if (around) return aroundNoun(around, node.arguments ?? [], depth)
  const sentence = (node.arguments ?? []).find((one) => isText(one, depth))
  return sentence === undefined ? [] : textsOf(sentence, depth)
}

function aroundNoun([before, after], [noun, id], depth) {
  return textsOf(noun, depth)
    .filter(({ values }) => values.length === 0)
    .map(({ texts: [text] }) => ({ texts: [`${before}${text} `, after], values: [id] }))
}

function isText(node, depth) {
  return textsOf(node, depth).some(({ texts }) => texts.some((text) => / /.test(text)))
}

/** Of a table every text, however deep it stands in it. */
function allTextsIn(node, depth) {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression?.(node)) {
    return allTextsIn(node.expression, depth)
  }
  if (ts.isArrayLiteralExpression(node))
    return node.elements.flatMap((one) => allTextsIn(one, depth))
  if (!ts.isObjectLiteralExpression(node)) return textsOf(node, depth)
  return node.properties
    .filter(ts.isPropertyAssignment)
    .flatMap((one) => allTextsIn(one.initializer, depth))
}

/**
 * What an expression may say, as { texts, values }: values stand between the texts. A choice says
 * one of its two; texts put together are one. What is none of these has a value's place.
 */
function textsOf(node, depth) {
  if (ts.isStringLiteralLike(node)) return [{ texts: [node.text], values: [] }]
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (before, span) =>
        before
          .flatMap((one) => within(span.expression, depth).map((next) => joined(one, next)))
          .map((one) => joined(one, { texts: [span.literal.text], values: [] })),
      [{ texts: [node.head.text], values: [] }],
    )
  }
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression, depth)
  if (ts.isConditionalExpression(node)) {
    return [node.whenTrue, node.whenFalse].flatMap((one) => textsOf(one, depth))
  }
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind
    if (kind === ts.SyntaxKind.PlusToken) {
      const right = textsOf(node.right, depth)
      const sums = textsOf(node.left, depth).flatMap((one) =>
        right.map((next) => joined(one, next)),
      )
      return sums.every(isPlaces) ? [placeOf(node)] : sums
    }
    if (depth > 0 && ELSE.has(kind)) {
      return [node.left, node.right].flatMap((one) => textsOf(one, depth))
    }
  }
  if (depth > 0 && ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((one) => textsOf(one, depth))
  }
  return (depth > 0 ? followed(node, depth - 1) : null) ?? [placeOf(node)]
}

const ELSE = new Set([ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken])

/** What may stand within a sentence: a few ways to say it, or a value. */
function within(node, depth) {
  if (depth === 0) return [placeOf(node)]
  const ways = textsOf(node, depth)
  return ways.length > CHOICES_MAX || ways.every(isPlace) ? [placeOf(node)] : ways
}

function followed(node, depth) {
  const ways = countedTexts(node) ?? expressionsOf(node)?.flatMap((one) => textsOf(one, depth))
  return ways === undefined || ways.length === 0 || ways.every(isPlace) ? null : ways
}

/** counted(n, 'run'): "1 run", and "{0} runs". */
function countedTexts(node) {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'counted') return null
  const [count, one, many] = node.arguments
  if (![one, many ?? one].every((noun) => noun && ts.isStringLiteralLike(noun))) return null
  return [
    { texts: [`1 ${one.text}`], values: [] },
    { texts: ['', ` ${many ? many.text : `${one.text}s`}`], values: [count] },
  ]
}

function placeOf(node) {
  return { texts: ['', ''], values: [node] }
}

/** A value alone, with nothing said about it. */
function isPlace({ texts }) {
  return texts.length === 2 && texts.every((text) => text === '')
}

/** Values alone: a sum of numbers. */
function isPlaces({ texts }) {
  return texts.every((text) => text === '')
}

function joined(left, right) {
  const seam = left.texts.at(-1) + right.texts[0]
  return {
    texts: [...left.texts.slice(0, -1), seam, ...right.texts.slice(1)],
    values: [...left.values, ...right.values],
  }
}

function messageOf({ texts, values }, file) {
  const id = texts.map((text, at) => (at === 0 ? text : `{${at - 1}}${text}`)).join('')
  return { id, values: values.map((one) => one.getText(file).replace(/\s+/g, ' ').slice(0, 80)) }
}
