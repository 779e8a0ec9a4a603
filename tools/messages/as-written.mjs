import ts from 'typescript'

/** What a node of a file of such families says, with the context of its parts. */
export function writtenAt(node, families) {
  if (families.length === 0) return []
  const isOf = (kind, name) => families.some((one) => one[kind]?.includes(name))
  const told = textsAt(node, isOf).map((text) => ({ context: '', ...text }))
  return [...told, ...partsAt(node, isOf).map((text) => ({ context: 'part', ...text }))]
}

/** Words without places, put into sentences: a property, or a constant with all it holds. */
function partsAt(node, isOf) {
  if (!(ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))) return []
  const isPart = node.initializer && isOf('parts', node.name.getText())
  return isPart ? textsIn(node.initializer).filter(({ values }) => values.length === 0) : []
}

function textsAt(node, isOf) {
  if (ts.isPropertyAssignment(node)) {
    return isOf('properties', node.name.getText()) ? textsOf(node.initializer) : []
  }
  if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && node.initializer) {
    const name = node.name.getText()
    if (isOf('tables', name)) return textsIn(node.initializer)
    return isOf('properties', name) ? textsOf(node.initializer) : []
  }
  if (ts.isReturnStatement(node) && node.expression) {
    return isOf('returns', functionAround(node)) ? textsIn(node.expression) : []
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const called = node.expression
    const name = ts.isPropertyAccessExpression(called) ? called.name.text : called.getText()
    if (!isOf('calls', name)) return []
    return (node.arguments ?? []).filter(isText).flatMap(textsOf)
  }
  return []
}

/** The name of the function that a return stands in. */
function functionAround(node) {
  const around = ts.findAncestor(node, (one) => ts.isFunctionLike(one))
  return (around?.name ?? around?.parent?.name)?.getText()
}

/** All that a table or a returned value holds: its properties and items, however deep. */
function textsIn(node) {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return textsIn(node.expression)
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(textsIn)
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : textsIn(node.body)
  if (!ts.isObjectLiteralExpression(node)) return textsOf(node)
  return node.properties.flatMap((one) => (one.initializer ? textsIn(one.initializer) : []))
}

function isText(node) {
  return textsOf(node).some(({ texts }) => texts.some((text) => / /.test(text)))
}

/**
 * What an expression may say, as { texts, values }: values stand between the texts. A choice says
 * one of its two, a list each of its own, a short function what it answers; texts put together by
 * + are one. What is none of these has a value's place.
 */
function textsOf(node) {
  if (ts.isStringLiteralLike(node)) return [{ texts: [node.text], values: [] }]
  if (ts.isTemplateExpression(node)) {
    const texts = [node.head, ...node.templateSpans.map((span) => span.literal)]
    const values = node.templateSpans.map((span) => span.expression)
    return [{ texts: texts.map((part) => part.text), values }]
  }
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(textsOf)
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return textsOf(node.body)
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(textsOf)
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken)
      return [node.left, node.right].flatMap(textsOf)
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return textsOf(node.right)
    if (kind === ts.SyntaxKind.PlusToken) return sumsOf(node)
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression
    if (name.text === 'slice') return textsOf(expression)
    if (name.text === 'trim') return textsOf(expression).map(withoutNext)
  }
  return [{ texts: ['', ''], values: [node] }]
}

/** `${sentence} ${next}`.trim(): the next one is looked up by itself, where there is any. */
function withoutNext({ texts, values }) {
  const isNext = texts.at(-1) === '' && texts.at(-2)?.endsWith(' ')
  if (!isNext) return { texts, values }
  return { texts: [...texts.slice(0, -2), texts.at(-2).trimEnd()], values: values.slice(0, -1) }
}

function sumsOf(node) {
  return textsOf(node.left).flatMap((left) =>
    textsOf(node.right).map((right) => ({
      texts: [
        ...left.texts.slice(0, -1),
        left.texts.at(-1) + right.texts[0],
        ...right.texts.slice(1),
      ],
      values: [...left.values, ...right.values],
    })),
  )
}
