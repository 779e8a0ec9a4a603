import ts from 'typescript'
import { expressionsOf } from './stands-for.mjs'
import { FAMILIES } from './families.mjs'

/** How many sentences one place may say, before what differs in them becomes a value. */
const CHOICES_MAX = 24
const DEPTH_MAX = 6
/** What a call with a noun says: the noun has another gender in other languages. */
const AROUND_NOUN = { notFound: ['There is no ', ' here.'] }

/** The sentences of parsed files as messages: see messagesIn. */
export function sentencesIn(sources) {
  return sources.flatMap(({ path, file }) => {
    const families = FAMILIES.filter(
      ({ folder }) => path === folder || path.startsWith(`${folder}/`),
    )
    const found = new Map()
    const visit = (node) => {
      for (const family of families) {
        for (const { context = '', ...text } of [
          ...textsAt(node, family),
          ...partsAt(node, family),
        ]) {
          const message = messageOf(text, file)
          if (!text.isWord && !isSaid(message.id, { context, ...family })) continue
          found.set(`${context}#${message.id}`, { many: null, context, ...message, path })
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
    return [...found.values()]
  })
}

/** What people read, and no code ("not_there"); of a family that is whole nothing that is half. */
function isSaid(id, { context, whole }) {
  if (!/\p{L}{2,}/u.test(id.replace(/\{\d+\}/g, ''))) return false
  if (context === 'part') return true
  if (whole) return id === id.trim() && !/^[a-z]+([A-Z_:]\S*)*$/.test(id)
  return !/^[a-z_]+$/.test(id)
}

/** Words without places, put into sentences: a property, or a constant with all it holds. */
function partsAt(node, { parts = [] }) {
  if (!(ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))) return []
  if (!node.initializer || !parts.includes(node.name.getText())) return []
  return allTextsIn(node.initializer, 0)
    .filter(({ values }) => values.length === 0)
    .map((text) => ({ context: 'part', ...text }))
}

function textsAt(node, family) {
  const depth = family.whole ? DEPTH_MAX : 0
  const { properties = [], tables = [], returns = [] } = family
  if (ts.isPropertyAssignment(node)) {
    const keyed = keysOf(node.initializer, node.name, family)
    return properties.includes(node.name.getText()) ? textsOf(node.initializer, depth) : keyed
  }
  if (ts.isShorthandPropertyAssignment(node)) {
    return depth > 0 && properties.includes(node.name.text) ? textsOf(node.name, depth) : []
  }
  if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && node.initializer) {
    const name = node.name.getText()
    if (tables.includes(name)) return allTextsIn(node.initializer, depth)
    // Where names are followed, a constant is found where it is told, and may be half a sentence.
    const isTold = properties.includes(name) && (depth === 0 || ts.isParameter(node))
    if (isTold) return textsOf(node.initializer, depth)
    return keysOf(node.initializer, node.name, family)
  }
  if (ts.isReturnStatement(node) && node.expression) {
    return returns.includes(functionAround(node)) ? allTextsIn(node.expression, depth) : []
  }
  return textsOfCall(node, family, depth)
}

/** The name of the function that a return stands in. */
function functionAround(node) {
  const around = ts.findAncestor(node, (one) => ts.isFunctionLike(one))
  return (around?.name ?? around?.parent?.name)?.getText()
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
  const called = node.expression
  const name = ts.isPropertyAccessExpression(called) ? called.name.text : called.getText()
  const given = node.arguments ?? []
  if (arrays.includes(name)) {
    return given.filter(ts.isArrayLiteralExpression).flatMap((one) => textsOf(one, depth))
  }
  if (!calls.includes(name)) return []
  const around = AROUND_NOUN[name]
  if (around) return aroundNoun(around, given, depth)
  return given.filter((one) => isText(one, depth)).flatMap((one) => textsOf(one, depth))
}

function aroundNoun([before, after], [noun, id], depth) {
  return textsOf(noun, depth)
    .filter(({ values }) => values.length === 0)
    .map(({ texts: [text] }) => ({ texts: [`${before}${text} `, after], values: [id] }))
}

function isText(node, depth) {
  return textsOf(node, depth).some(({ texts }) => texts.some((text) => / /.test(text)))
}

/** Of a table, or what is returned, every text, however deep it stands in it. */
function allTextsIn(node, depth) {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return allTextsIn(node.expression, depth)
  }
  if (ts.isArrayLiteralExpression(node))
    return node.elements.flatMap((one) => allTextsIn(one, depth))
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : allTextsIn(node.body, depth)
  if (!ts.isObjectLiteralExpression(node)) return textsOf(node, depth)
  return node.properties.flatMap((one) =>
    one.initializer ? allTextsIn(one.initializer, depth) : [],
  )
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
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap((one) => textsOf(one, depth))
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return textsOf(node.body, depth)
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
    if (ELSE.has(kind)) return [node.left, node.right].flatMap((one) => textsOf(one, depth))
    // Within a sentence it is a value: it may be none.
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken && depth === 0) {
      return textsOf(node.right, depth)
    }
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression
    if (name.text === 'slice') return textsOf(expression, depth)
    if (name.text === 'trim') return textsOf(expression, depth).map(withoutNext)
  }
  return (depth > 0 ? followed(node, depth - 1) : null) ?? [placeOf(node)]
}

/** `${sentence} ${next}`.trim(): the next one is looked up by itself, where there is any. */
function withoutNext({ texts, values }) {
  const isNext = texts.at(-1) === '' && texts.at(-2)?.endsWith(' ')
  if (!isNext) return { texts, values }
  return { texts: [...texts.slice(0, -2), texts.at(-2).trimEnd()], values: values.slice(0, -1) }
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
