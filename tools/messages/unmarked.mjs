import ts from 'typescript'
import { placeOf } from './sources.mjs'

/** Attributes and properties whose text is read by people. */
const READ = new Set(
  `label title description placeholder alt sub header invitation consequence confirmLabel unit note
   help hint sentence remedy message legend empty words meaning noun question answer tooltip text
   error reason aria-label aria-description aria-roledescription aria-valuetext nothingFoundMessage
   singular heading summary caption action explanation`.split(/\s+/),
)
/** Attributes that hold code, whatever it looks like. */
const CODE = /^(to|href|src|type|id|key|name|d|viewBox|autoComplete|value|data-.*)$/
/** Calls whose texts nobody reads on a screen, or that are messages already. */
const UNREAD = new RegExp(
  `^(\\w*Error|verbatim|said|counted|tc|words|fetch|call|useAnswer|usePages|useChange|closest
  |matches|querySelector(All)?|startsWith|endsWith|split|getItem|setItem)$`.replace(/\s+/g, ''),
)
/** The same in every language. */
const NAMES = new Set(
  `Homing SuiteCRM SugarCRM Salesforce Practifi netFORUM OpenCRM Emma MagnetMail Informz HighRoad
   HylaFAX Act-On UTC CSV PDF Excel JSON HTML HTTP HTTPS SFTP API URL MCP CRM ESP OK IP XML ISO GMT
   SMTP MTA DSN ID UTF-8 SHA-256 HMAC OpenAPI Poedit Ctrl Enter Esc Ctrl\u00a0K`.split(/ |\n/),
)

/**
 * Texts of parsed files that people read and that are no messages: "path:line: the text" each. Text
 * between tags; literals in attributes and properties that are read; and any literal that looks
 * like words (a capital at its beginning, or words with spaces). What is none is in verbatim(…).
 */
export function unmarkedIn(sources) {
  return sources.flatMap((source) =>
    unmarkedNodes(source.file).map(
      (node) => `${placeOf(source, node)}: ${wordsOf(node).replace(/\s+/g, ' ').trim()}`,
    ),
  )
}

/** The nodes themselves, outermost first. */
export function unmarkedNodes(file) {
  const found = []
  const visit = (node) => {
    if (isOutside(node)) return
    if (isText(node) && isRead(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function isText(node) {
  return ts.isJsxText(node) || ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
}

function isRead(node) {
  const words = wordsOf(node)
  if (!hasWords(words)) return false
  if (ts.isJsxText(node)) return true
  if (isCodePlace(node)) return false
  return looksLikeWords(words) || isReadPlace(node)
}

/** The words of a text node; its places left out. */
export function wordsOf(node) {
  if (!ts.isTemplateExpression(node)) return node.text
  return [node.head, ...node.templateSpans.map((span) => span.literal)]
    .map((part) => part.text)
    .join('…')
}

function hasWords(words) {
  const text = words.trim()
  if (!/\p{L}{2,}|^\p{L}$/u.test(text) || NAMES.has(text)) return false
  // Addresses, of mail and of pages.
  return !/^(\S+@\S+|https?:\S*|\/\S*|#\S*)$/.test(text)
}

function looksLikeWords(words) {
  const text = words.replace(/\s+/g, ' ').trim()
  if (/^\p{Lu}[\p{Ll}’'-]+([ .,:;!?…]|$)/u.test(text)) return true
  return /\p{Ll}{2,}[,;:.]? (\p{Ll}{2,}|…)|… \p{Ll}{2,}|^\p{Ll}+( \p{Ll}+)+[.:]?$/u.test(text)
}

function isOutside(node) {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return true
  }
  if (ts.isJsxAttribute(node) && /^(className|style)s?$/.test(nameOf(node))) return true
  const isCall = ts.isCallExpression(node) || ts.isNewExpression(node)
  // What is thrown at programmers, and what is marked, reaches no reader as it stands.
  return isCall && UNREAD.test(calledOf(node.expression))
}

function calledOf(expression) {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText()
}

/** Whether the literal is a key, compared, or stands where code is expected. */
function isCodePlace(node) {
  const { parent } = node
  if (ts.isTaggedTemplateExpression(parent)) return true
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true
  if (ts.isElementAccessExpression(parent) || ts.isCaseClause(parent)) return true
  if (ts.isLiteralTypeNode(parent) || ts.isComputedPropertyName(parent)) return true
  if (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind)) return true
  const attribute = heldBy(node)
  return attribute !== null && ts.isJsxAttribute(attribute) && CODE.test(nameOf(attribute))
}

function isComparison(kind) {
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken
    || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
    || kind === ts.SyntaxKind.InKeyword
  )
}

function isReadPlace(node) {
  const held = heldBy(node)
  if (held === null) return false
  if (ts.isJsxExpression(held)) return true
  return READ.has(nameOf(held))
}

function nameOf({ name }) {
  return name.getText().replace(/^['"]|['"]$/g, '')
}

/** The attribute, property or braces between tags whose value a literal is, as it is or by choice. */
function heldBy(node) {
  let at = node
  for (;;) {
    const { parent } = at
    if (ts.isJsxAttribute(parent) || ts.isPropertyAssignment(parent)) return parent
    if (ts.isJsxExpression(parent)) {
      return ts.isJsxAttribute(parent.parent) ? parent.parent : parent
    }
    const isChoice =
      (ts.isConditionalExpression(parent) && parent.condition !== at)
      || ts.isParenthesizedExpression(parent)
      || (ts.isBinaryExpression(parent) && !isComparison(parent.operatorToken.kind))
      || ts.isTemplateSpan(parent)
      || ts.isTemplateExpression(parent)
    if (!isChoice) return null
    at = parent
  }
}
