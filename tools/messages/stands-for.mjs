import ts from 'typescript'

/**
 * What a name, a local function's call, or a table's entry stands for: the expressions it may be,
 * of the same file; null of what is not known where it is written (a parameter, an import).
 */
export function expressionsOf(node) {
  if (ts.isIdentifier(node)) return valueOf(declarationOf(node))
  if (ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)) {
    const table = ts.isIdentifier(node.expression) ? declarationOf(node.expression) : null
    const entries = entriesOf(table)
    const wanted = ts.isPropertyAccessExpression(node) ? node.name.text : null
    const chosen = entries?.filter((one) => wanted === null || one.name?.getText() === wanted)
    return chosen && chosen.length > 0 ? chosen.map((one) => one.initializer) : null
  }
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return null
  const called = declarationOf(node.expression)
  return called && ts.isFunctionDeclaration(called) ? returnsOf(called) : null
}

/** The expressions a function returns; those of functions within it are not its own. */
export function returnsOf(made) {
  if (!made.body) return []
  if (!ts.isBlock(made.body)) return [made.body]
  const found = []
  const visit = (node) => {
    if (ts.isFunctionLike(node)) return
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    ts.forEachChild(node, visit)
  }
  visit(made.body)
  return found
}

function valueOf(declaration) {
  if (!declaration || !ts.isVariableDeclaration(declaration)) return null
  return declaration.initializer ? [declaration.initializer] : null
}

function entriesOf(declaration) {
  const table = valueOf(declaration)?.[0]
  const literal = table && ts.isAsExpression(table) ? table.expression : table
  if (!literal || !ts.isObjectLiteralExpression(literal)) return null
  return literal.properties.filter(ts.isPropertyAssignment)
}

/** The constant or function a name means, seen from where it stands; null of a parameter. */
function declarationOf(name) {
  for (let at = name.parent; at; at = at.parent) {
    if (ts.isFunctionLike(at) && at.parameters.some((one) => names(one.name, name.text)))
      return null
    const statements = at.statements ?? []
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === name.text)
        return statement
      if (!ts.isVariableStatement(statement)) continue
      const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0
      const one = statement.declarationList.declarations.find((it) => names(it.name, name.text))
      if (one) return isConst && ts.isIdentifier(one.name) ? one : null
    }
  }
  return null
}

function names(binding, text) {
  if (ts.isIdentifier(binding)) return binding.text === text
  return binding.elements.some((one) => one.name !== undefined && names(one.name, text))
}
