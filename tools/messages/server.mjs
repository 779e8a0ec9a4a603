import ts from 'typescript'

/**
 * Where the server's sentences stand that the screens translate (src/web/languages/said.ts): by
 * folder or file, the properties whose texts are shown, the calls whose first text is, and the tables
 * (constants) that hold nothing else. A family that is not listed is shown in English.
 */
export const FAMILIES = [
  { folder: 'src/api/problem.ts', properties: ['remedy'], calls: ['super'], tables: ['TITLES'] },
  { folder: 'src/platform/refused.ts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/accounts/fields', properties: ['title', 'tells'], calls: [] },
  { folder: 'src/accounts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/alarms/rules', properties: ['title', 'nextStep'], calls: [] },
  { folder: 'src/reports/presets.ts', properties: ['name', 'description', 'title'], calls: [] },
]

/** The sentences of parsed files as messages: see messagesIn. */
export function sentencesIn(sources) {
  return sources.flatMap(({ path, file }) => {
    const found = []
    const visit = (node) => {
      for (const text of textsAt(node, path)) {
        const message = messageOf(text, file)
        if (/\p{L}{2,}/u.test(message.id.replace(/\{\d+\}/g, ''))) {
          found.push({ context: '', many: null, ...message, path })
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
    return found
  })
}

function textsAt(node, path) {
  const families = FAMILIES.filter(({ folder }) => path === folder || path.startsWith(`${folder}/`))
  if (ts.isPropertyAssignment(node)) {
    const name = node.name.getText()
    return families.some((one) => one.properties.includes(name)) ? textsOf(node.initializer) : []
  }
  if (ts.isVariableDeclaration(node) && node.initializer) {
    const isTable = families.some((one) => one.tables?.includes(node.name.getText()))
    if (!isTable || !ts.isObjectLiteralExpression(node.initializer)) return []
    return node.initializer.properties.flatMap((one) => textsOf(one.initializer))
  }
  const isCall = ts.isCallExpression(node) || ts.isNewExpression(node)
  if (!isCall) return []
  const name = node.expression.getText()
  if (!families.some((one) => one.calls.includes(name))) return []
  const sentence = (node.arguments ?? []).find((one) => isText(one))
  return sentence === undefined ? [] : textsOf(sentence)
}

function isText(node) {
  return textsOf(node).some(({ texts }) => texts.some((text) => / /.test(text)))
}

/**
 * What an expression may say, as { texts, values }: values stand between the texts. A choice says
 * one of its two; texts put together by + are one. What is none of these has a value's place.
 */
function textsOf(node) {
  if (ts.isStringLiteralLike(node)) return [{ texts: [node.text], values: [] }]
  if (ts.isTemplateExpression(node)) {
    const texts = [node.head, ...node.templateSpans.map((span) => span.literal)]
    const values = node.templateSpans.map((span) => span.expression)
    return [{ texts: texts.map((part) => part.text), values }]
  }
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(textsOf)
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
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
  return [{ texts: ['', ''], values: [node] }]
}

function messageOf({ texts, values }, file) {
  const id = texts.map((text, at) => (at === 0 ? text : `{${at - 1}}${text}`)).join('')
  return { id, values: values.map((one) => one.getText(file).replace(/\s+/g, ' ').slice(0, 80)) }
}
