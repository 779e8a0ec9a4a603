/** What a column holds, as far as it is kept or compared differently. */
export type ColumnType = 'key' | 'text' | 'flag' | 'date' | 'int'

export interface Column {
  name: string
  type: ColumnType
  description: string
  /** A text that is longer is refused. */
  width?: number
  /** What the server sets itself: a value that is given is not looked at. */
  own?: boolean
}

/** Several columns of one type, by the words after their prefix. */
export function columns(type: ColumnType, prefix: string, words: string): Column[] {
  return words.split(' ').map((word) => ({
    name: `${prefix}_${word}`,
    type,
    description: described(word),
  }))
}

/** Texts with their widths, as in `first_name:30`. */
export function texts(prefix: string, words: string): Column[] {
  return words.split(' ').map((word) => {
    const [name = '', width] = word.split(':')
    return {
      name: `${prefix}_${name}`,
      type: 'text',
      description: described(name),
      ...(width !== undefined && { width: Number(width) }),
    }
  })
}

/** Columns that the server fills in. */
export function own(some: readonly Column[]): Column[] {
  return some.map((one) => ({ ...one, own: true }))
}

/** What every table has of its own history. */
export function stamps(prefix: string): Column[] {
  return [
    ...own(columns('date', prefix, 'add_date change_date')),
    ...own(texts(prefix, 'add_user:64 change_user:64')),
    ...columns('flag', prefix, 'delete_flag'),
  ]
}

function described(word: string): string {
  const words = word.split('_').map((one) => one.charAt(0).toUpperCase() + one.slice(1))
  return words.join(' ')
}
