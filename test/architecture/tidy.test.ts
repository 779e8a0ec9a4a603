import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { sourcesUnder, type Source } from './sources.ts'

const COLUMNS_MAX = 100
const FILE_LINES_MAX = 260
const FILE_LINES_MEDIAN = 80
const FUNCTION_LINES_MAX = 60
/** A screen's markup is long without being difficult. */
const COMPONENT_LINES_MAX = 110
const PARAMETERS_MAX = 4

/** Long because they list many things of one kind, each a few plain lines. */
const LISTS = [
  'src/platform/database/tables.ts',
  'src/api/contract/people.ts',
  'src/api/contract/connections.ts',
  'src/web/router.tsx',
]

const sources = sourcesUnder('src', 'sandbox')

interface Measured {
  name: string
  lines: number
  parameters: number
}

describe('files', () => {
  test('are seen', () => {
    expect(sources.length).toBeGreaterThan(120)
    expect(sources.flatMap(functionsOf).length).toBeGreaterThan(500)
  })

  test('carry names that tell what is inside', () => {
    const banned = /(^|[/-])(utils?|helpers?|common|managers?|services?|misc|types)(\.tsx?$|\/)/
    expect(banned.test('src/people/helpers.ts')).toBe(true)
    expect(sources.map((source) => source.path).filter((path) => banned.test(path))).toEqual([])
  })

  test(`are at most ${FILE_LINES_MAX} lines long, half of them under ${FILE_LINES_MEDIAN}`, () => {
    const long = sources.filter(
      (source) => source.lines.length > FILE_LINES_MAX && !LISTS.includes(source.path),
    )
    expect(long.map((source) => `${source.path}: ${source.lines.length}`)).toEqual([])
    const lengths = sources.map((source) => source.lines.length).sort((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(FILE_LINES_MEDIAN)
  })

  test(`have lines of at most ${COLUMNS_MAX} columns`, () => {
    const wide = sources.flatMap((source) =>
      source.lines.flatMap((line, at) =>
        [...line].length > COLUMNS_MAX ? [`${source.path}:${at + 1}`] : [],
      ),
    )
    expect(wide).toEqual([])
  })

  test('leave nothing for later', () => {
    const marks = new RegExp(`\\b(${['TO', 'FIX', 'XX'].map(later).join('|')})\\b`)
    const left = sources.filter((source) => marks.test(source.text))
    expect(left.map((source) => source.path)).toEqual([])
  })

  test('have no enum, namespace or default export of the language that must be emitted', () => {
    const found = sources.filter((source) => /^\s*(export )?(const )?enum /m.test(source.text))
    expect(found.map((source) => source.path)).toEqual([])
  })
})

describe('functions', () => {
  test('the measure itself works', () => {
    const text = 'export function one(a: 1, b: 2) {\n  return a\n}\nconst two = () => 3\n'
    const measured = functionsOf({ path: 'x.ts', text, lines: [], imports: [] })
    expect(measured).toEqual([
      { name: 'one', lines: 3, parameters: 2 },
      { name: 'two', lines: 1, parameters: 0 },
    ])
  })

  test(`are at most ${FUNCTION_LINES_MAX} lines long, components ${COMPONENT_LINES_MAX}`, () => {
    const found = each((source, one) => {
      const most = source.path.endsWith('.tsx') ? COMPONENT_LINES_MAX : FUNCTION_LINES_MAX
      return one.lines > most ? `${source.path} ${one.name}: ${one.lines} lines` : null
    })
    expect(found).toEqual([])
  })

  test(`take at most ${PARAMETERS_MAX} parameters`, () => {
    const found = each((source, one) =>
      one.parameters > PARAMETERS_MAX ? `${source.path} ${one.name}: ${one.parameters}` : null,
    )
    expect(found).toEqual([])
  })
})

function each(tell: (source: Source, one: Measured) => string | null): string[] {
  return sources.flatMap((source) => functionsOf(source).flatMap((one) => tell(source, one) ?? []))
}

function functionsOf({ path, text }: Source): Measured[] {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind)
  const found: Measured[] = []
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      found.push({
        name: nameOf(node),
        lines: spanOf(node, file) - otherLines(node, file),
        parameters: node.parameters.length,
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function spanOf(node: ts.Node, file: ts.SourceFile): number {
  const line = (at: number) => file.getLineAndCharacterOfPosition(at).line
  return line(node.getEnd()) - line(node.getStart(file)) + 1
}

/**
 * Lines that do not make a function harder to read: a statement of SQL is one thing however long,
 * and a method of an object that is answered is a function of its own.
 */
function otherLines(node: ts.Node, file: ts.SourceFile): number {
  let lines = 0
  const visit = (inner: ts.Node) => {
    if (ts.isTaggedTemplateExpression(inner) && inner.tag.getText(file).startsWith('sql')) {
      lines += spanOf(inner, file) - 1
    } else if (ts.isMethodDeclaration(inner)) lines += spanOf(inner, file)
    else ts.forEachChild(inner, visit)
  }
  ts.forEachChild(node, visit)
  return lines
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined && ts.isIdentifier(node.name)) return node.name.text
  if (ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name)) {
    return node.parent.name.text
  }
  return 'an unnamed function'
}

function later(beginning: string): string {
  return { TO: 'TODO', FIX: 'FIXME', XX: 'XXX' }[beginning]!
}
