export interface CsvShape {
  separator: string
  /** None when values are never quoted. */
  quote: string | undefined
}

/** The records of a CSV text, empty lines left out. */
export function csvRecords(text: string, { separator, quote }: CsvShape): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let value = ''
  let quoted = false
  const endValue = () => {
    record.push(value)
    value = ''
  }
  const endRecord = () => {
    endValue()
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  for (let at = 0; at < plain.length; at += 1) {
    const letter = plain[at] as string
    if (letter === quote && quoted && plain[at + 1] === quote) {
      value += letter
      at += 1
    } else if (letter === quote && (quoted || value === '')) quoted = !quoted
    else if (quoted) value += letter
    else if (letter === separator) endValue()
    else if (letter === '\n') endRecord()
    else value += letter
  }
  endRecord()
  return records
}
