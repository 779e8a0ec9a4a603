import ts from 'typescript'

const words = (text) => text.split(/\s+/)
/** What stands among sentences and is none: "not_there". */
const CODE = /^[a-z_]+$/

/**
 * Where the server's sentences stand that the screens translate (src/web/languages/said.ts): by
 * folder or file, the properties whose texts are shown (and constants named like them), the calls
 * whose texts are, the tables (constants) that hold nothing else, the functions that return such
 * texts, and the parts: words that are put into other sentences. What is not listed stays English.
 */
export const FAMILIES = [
  { folder: 'src/api/problem.ts', properties: ['remedy'], calls: ['super'], tables: ['TITLES'] },
  { folder: 'src/platform/refused.ts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/accounts/fields', properties: ['title', 'tells'], calls: [] },
  { folder: 'src/accounts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/alarms/rules', properties: ['title', 'nextStep'], calls: [] },
  {
    folder: 'src/connectors/crm',
    properties: words(`title description sentence remedy outcome campaign targets rule
      optOut leave resubscribe invalid valid isUnknown left toDo why`),
    calls: words(`Failure FieldRefused unreadable refused siteAddress secretSetting min regex refine
      named notMeant notOffered notBuilt notDocumented`),
    returns: words('bouncesOf withoutType absence whyNot whyUnwritable'),
    parts: words('what WHAT'),
  },
  {
    folder: 'src/sync',
    properties: words(`sentence remedy outcome message reason cause words why promise kept next then
      isOn isOff who refused what`),
    calls: words(
      'Refused Failure Waits note stuck settle keep failed nothing done end begin tellTooLate',
    ),
    tables: words(`UNFIT HELD_BY UNTOLD REFUSED TOO_MANY LOOKED_TOO_LATE WAITS_FOR_OFF CANCELLED
      INACTIVE KEPT_AS_CONSENT sentences`),
    returns: words('inWords faultOf wordsOfPush wordsOfLine wordsOfMismatch reasonToHold'),
  },
  { folder: 'src/sync/pull.ts', properties: ['name'], parts: ['name'] },
  { folder: 'src/sync/pull-feedback.ts', parts: ['WORDS'] },
  { folder: 'src/sync/reconciliation', parts: ['METRIC_WORDS'] },
  {
    folder: 'src/mapping',
    properties: words('sentence remedy cause others howMany what'),
    calls: words('Refused StepRefused refused'),
    tables: ['SOURCE_LABELS'],
    returns: words('rivalOf passedOver wordsOfDecision wordsOfReplacing wordsOfStep wordsOfSource'),
  },
  {
    folder: 'src/files',
    properties: words('sentence remedy fault cause others'),
    calls: words('Refused SourceFault wrong end'),
    tables: words('REMEDIES REPLACE'),
    returns: ['titleOf'],
  },
  { folder: 'src/outbox', properties: ['outcome'], calls: ['Refused'] },
  {
    folder: 'src/connections',
    properties: words('sentence remedy'),
    calls: words('Refused Failure super without refused'),
    tables: words('CAUSE KEPT sentences'),
    parts: ['KIND_WORDS'],
    returns: ['sentenceOf'],
  },
  {
    folder: 'src/webhooks',
    properties: words('sentence remedy outcome'),
    calls: ['Refused'],
    returns: words('endOf sentenceOf'),
  },
  { folder: 'src/reports/presets.ts', properties: ['name', 'description', 'title'], calls: [] },
]

/** The sentences of parsed files as messages: see messagesIn. */
export function sentencesIn(sources) {
  return sources.flatMap(({ path, file }) => {
    const found = []
    const visit = (node) => {
      const told = textsAt(node, path)
        .map((text) => ({ context: '', ...messageOf(text, file) }))
        .filter(({ id }) => !CODE.test(id))
      const parts = partsAt(node, path).map((text) => ({
        context: 'part',
        ...messageOf(text, file),
      }))
      for (const message of [...told, ...parts]) {
        if (/\p{L}{2,}/u.test(message.id.replace(/\{\d+\}/g, ''))) {
          found.push({ many: null, ...message, path })
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

/** Words without places, put into sentences: a property, or a constant with all it holds. */
function partsAt(node, path) {
  if (!(ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))) return []
  const isPart = node.initializer && familiesOf(path)('parts', node.name.getText())
  return isPart ? textsIn(node.initializer).filter(({ values }) => values.length === 0) : []
}

function textsAt(node, path) {
  const isOf = familiesOf(path)
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

function messageOf({ texts, values }, file) {
  const id = texts.map((text, at) => (at === 0 ? text : `{${at - 1}}${text}`)).join('')
  return { id, values: values.map((one) => one.getText(file).replace(/\s+/g, ' ').slice(0, 80)) }
}
