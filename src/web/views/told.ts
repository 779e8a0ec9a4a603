import { said } from '../languages/said.ts'
import { measureOf, type Definition, type Measure } from './words.ts'
import type { ShownColumn, Subject, View } from './words.ts'

/** How the id of a column begins that is a field of the firm's own, called as the firm says. */
const OWN = 'own:'

/** A subject and its columns in the reader's language. */
export function subjectTold(subject: Subject): Subject {
  return {
    ...subject,
    title: said(subject.title),
    description: said(subject.description),
    columns: subject.columns.map((column) => ({
      ...column,
      description: said(column.description),
      ...(!column.id.startsWith(OWN) && {
        title: said(column.title),
        choices: column.choices.map((one) => ({ ...one, title: said(one.title) })),
      }),
    })),
  }
}

/**
 * A view that ships with Homing in the reader's language; a kept one is in its maker's words. The
 * definition stays as the server told it, for it goes back there: see definitionTold.
 */
export function viewTold(view: View): View {
  if (!view.isPreset) return view
  return { ...view, name: said(view.name), description: said(view.description) }
}

/** The definition of a view as it is shown, or begun with as one's own; never what is asked. */
export function definitionTold({ isPreset, definition }: Pick<View, 'isPreset' | 'definition'>) {
  if (!isPreset) return definition
  const { group, parameters } = definition
  const measures = group?.measures.map((one) => ({ ...one, title: said(one.title) })) ?? []
  return {
    ...definition,
    parameters: parameters.map((one) => ({ ...one, title: said(one.title) })),
    group: group && { ...group, measures },
  }
}

/** The name of a view of which only that is known: the id of one that ships is a word. */
export function nameTold(viewId: string, name: string): string {
  return /^\d/.test(viewId) ? name : said(name)
}

/**
 * Columns that were found: what somebody called a figure or a field stays as it is. What a figure
 * of a view that ships is called is Homing's own word.
 */
export function columnsTold(
  columns: ShownColumn[],
  { group }: Definition,
  isPreset = false,
): ShownColumn[] {
  return columns.map((one) => {
    const measure = group?.measures.find(({ key }) => one.isMeasure && key === one.id)
    const isCalled = measure ? !isPreset && measure.title !== '' : one.id.startsWith(OWN)
    return isCalled ? one : { ...one, title: titleTold(one.title, measure) }
  })
}

/** A figure without a name is called by its column, and by what it is of it: "Sent (sum)". */
function titleTold(title: string, measure: Measure | undefined): string {
  if (measure === undefined || measure.title !== '' || !('column' in measure)) return said(title)
  const column = title.replace(/ \([a-z]+\)$/, '')
  return measureOf(measure.is, measure.column.startsWith(OWN) ? column : said(column))
}
