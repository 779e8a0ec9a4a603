import { HIDDEN_REMEDY, hiddenWords } from '../accounts/fields/index.ts'
import type {
  Condition,
  Fault,
  GroupedBy,
  Measure,
  Node,
  Part,
  ViewDefinition,
} from './definitions/index.ts'
import { faultOfValues } from './check-values.ts'
import {
  comparisonsOf,
  isCountable,
  isRanged,
  type Column,
  type Subject,
} from './subjects/column.ts'

type Path = Fault['path']

/**
 * Everything a definition asks of its subject that the subject does not have, each with its place
 * and a sentence that names the column; empty where it can be run. Parameters are taken as given
 * their values before. Pure.
 */
export function faultsOf(definition: ViewDefinition, subject: Subject): Fault[] {
  const judge = new Judge(subject)
  judge.node(definition.where, ['where'])
  if (definition.group === null) judge.rows(definition)
  else judge.groups(definition, definition.group)
  return judge.faults
}

class Judge {
  readonly faults: Fault[] = []
  readonly #subject: Subject

  constructor(subject: Subject) {
    this.#subject = subject
  }

  rows({ columns, sort }: ViewDefinition): void {
    if (columns.length === 0) this.#add(['columns'], 'Choose at least one column.')
    for (const [at, id] of columns.entries()) this.#column(id, ['columns', at])
    this.#noneTwice(columns, (at) => ['columns', at])
    for (const [at, { by }] of sort.entries()) this.#column(by, ['sort', at, 'by'])
    this.#noneTwice(
      sort.map(({ by }) => by),
      (at) => ['sort', at, 'by'],
    )
  }

  groups(
    { columns, sort }: ViewDefinition,
    { by, measures }: { by: GroupedBy[]; measures: Measure[] },
  ): void {
    if (columns.length > 0) {
      this.#add(['columns'], 'Groups show what they are grouped by, and measures: no columns.')
    }
    for (const [at, one] of by.entries()) this.#grouped(one, ['group', 'by', at])
    for (const [at, one] of measures.entries()) this.#measure(one, ['group', 'measures', at])
    const names = [...by.map(({ column }) => column), ...measures.map(({ key }) => key)]
    this.#noneTwice(names, (at) =>
      at < by.length ? ['group', 'by', at] : ['group', 'measures', at - by.length, 'key'],
    )
    for (const [at, one] of sort.entries()) {
      if (names.includes(one.by)) continue
      this.#add(['sort', at, 'by'], `Groups are not sorted by “${one.by}”: it is not among them.`)
    }
    this.#noneTwice(
      sort.map((one) => one.by),
      (at) => ['sort', at, 'by'],
    )
  }

  node(node: Node | null, path: Path): void {
    if (node === null) return
    if ('all' in node) node.all.forEach((one, at) => this.node(one, [...path, 'all', at]))
    else if ('any' in node) node.any.forEach((one, at) => this.node(one, [...path, 'any', at]))
    else if ('not' in node) this.node(node.not, [...path, 'not'])
    else this.#condition(node, path)
  }

  #condition(condition: Condition, path: Path): void {
    const column = this.#column(condition.column, [...path, 'column'])
    if (column === null) return
    if (!comparisonsOf(column.type).includes(condition.is)) {
      const known = comparisonsOf(column.type).join(', ')
      this.#add(
        [...path, 'is'],
        `“${column.title}” is compared by ${known}, not by ${condition.is}.`,
      )
    } else if ('values' in condition) {
      const reason = faultOfValues(column, condition.is, condition.values)
      if (reason !== null) this.#add([...path, 'values'], reason)
    }
  }

  #grouped({ column: id, unit }: GroupedBy, path: Path): void {
    const column = this.#column(id, [...path, 'column'])
    if (column === null) return
    if (!column.isGroupable) {
      this.#add([...path, 'column'], `Nothing is grouped by “${column.title}”.`)
    } else if (column.type === 'time' && unit === null) {
      this.#add([...path, 'unit'], `Say by what “${column.title}” is put together: day, month …`)
    } else if (column.type !== 'time' && unit !== null) {
      this.#add([...path, 'unit'], `“${column.title}” is no time, and has no ${unit}.`)
    }
  }

  #measure(measure: Measure, path: Path): void {
    if (measure.is === 'rate') {
      this.#part(measure.part, [...path, 'part'])
      this.#part(measure.whole, [...path, 'whole'])
    } else if (measure.is === 'min' || measure.is === 'max') {
      const column = this.#column(measure.column, [...path, 'column'])
      if (column !== null && !isRanged(column)) {
        this.#add([...path, 'column'], `“${column.title}” has no least and no greatest value.`)
      }
      this.node(measure.where, [...path, 'where'])
    } else {
      this.#part(measure, path)
    }
  }

  #part(part: Part, path: Path): void {
    this.node(part.where, [...path, 'where'])
    if (part.is === 'count') return
    const column = this.#column(part.column, [...path, 'column'])
    if (column === null) return
    if (part.is === 'sum' && !column.isSummable) {
      this.#add([...path, 'column'], `“${column.title}” is not summed: it is no figure.`)
    } else if (part.is === 'distinct' && !isCountable(column)) {
      this.#add([...path, 'column'], `Different values of “${column.title}” are not counted.`)
    }
  }

  #column(id: string, path: Path): Column | null {
    const column = this.#subject.columns.find((one) => one.id === id)
    if (column !== undefined) return column
    const hiding = this.#subject.hidden?.get(id)
    if (hiding !== undefined) {
      const reason = `The column “${id}” is not told.`
      this.#add(path, [reason, hiddenWords(hiding), HIDDEN_REMEDY].join(' '))
      return null
    }
    this.#add(path, `${this.#subject.title} have no column “${id}”.`)
    return null
  }

  #noneTwice(names: readonly string[], path: (at: number) => Path): void {
    names.forEach((name, at) => {
      if (names.indexOf(name) < at) this.#add(path(at), `“${name}” is there twice.`)
    })
  }

  #add(path: Path, reason: string): void {
    this.faults.push({ path, reason })
  }
}
