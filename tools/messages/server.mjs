import ts from 'typescript'

const words = (text) => text.split(/\s+/)

/**
 * Where the server's sentences stand that the screens translate (src/web/languages/said.ts): by
 * folder or file, the properties whose texts are shown (and constants named like them), the calls
 * whose texts are, the tables (constants) that hold nothing else, and the functions that return such
 * texts. What is not listed stays English.
 */
export const FAMILIES = [
  { folder: 'src/api/problem.ts', properties: ['remedy'], calls: ['super'], tables: ['TITLES'] },
  { folder: 'src/platform/refused.ts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/accounts/fields', properties: ['title', 'tells'], calls: [] },
  { folder: 'src/accounts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/alarms/rules', properties: ['title', 'nextStep'], calls: [] },
  { folder: 'src/reports/presets.ts', properties: ['name', 'description', 'title'], calls: [] },
  {
    folder: 'src/connectors/sdk',
    properties: words('sentence remedy reason title description why missing long'),
    calls: words(`Failure FieldRefused unreadable refuse endless faultyRow refine meets notMeant`),
    tables: words('CAPABILITY_TITLES REMEDIES CHECK_HOST CHECK_ADDRESS ASK_OPERATOR code'),
    returns: words('addressProblem keyProblem'),
  },
  {
    folder: 'src/connectors/esp',
    properties: words(`sentence remedy title description help note good bad why rules
      optOut leave resubscribe erase putOn takeOff`),
    calls: words(`Failure FieldRefused unreadable refused faultyRow probe fault line
      notOffered notBuilt notDocumented notMeant min regex refine
      baseAddress secretSetting needed neededSecret numbered digits byUpload`),
    tables: words(`TITLES GIVEN_UP NEEDED NO_WAY_BACK OFF_AN_INTEREST UNSAID RESENT MACHINES less
      LABELS PHONE_LABELS STREET_LABELS`),
  },
  { folder: 'src/connectors/esp/constant-contact/total-definitions.ts', properties: ['open'] },
  { folder: 'src/connectors/esp/informz/totals.ts', tables: ['open'] },
  {
    folder: 'src/connectors/file',
    properties: words('sentence remedy title help message reason fault'),
    calls: words('FileFault FieldRefused refine notMeant preset'),
    tables: words('UNMAPPED NOTE'),
    returns: ['formatProblem'],
  },
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

function familiesOf(path) {
  const families = FAMILIES.filter(({ folder }) => path === folder || path.startsWith(`${folder}/`))
  return (kind, name) => families.some((one) => one[kind]?.includes(name))
}

function textsAt(node, path) {
  const isOf = familiesOf(path)
  if (ts.isPropertyAssignment(node)) {
    return isOf('properties', node.name.getText()) ? textsOf(node.initializer) : []
  }
  if (ts.isVariableDeclaration(node) && node.initializer) {
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
    if (kind === ts.SyntaxKind.QuestionQuestionToken)
      return [node.left, node.right].flatMap(textsOf)
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return textsOf(node.right)
    if (kind === ts.SyntaxKind.PlusToken) return sumsOf(node)
  }
  // What is trimmed or shortened.
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression
    if (name.text === 'trim' || name.text === 'slice') return textsOf(expression)
  }
  return [{ texts: ['', ''], values: [node] }]
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

function messageOf({ texts, values }, file) {
  const id = texts.map((text, at) => (at === 0 ? text : `{${at - 1}}${text}`)).join('')
  return { id, values: values.map((one) => one.getText(file).replace(/\s+/g, ' ').slice(0, 80)) }
}
