import { startSandbox, vendors, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'
import { childOf, childrenOf, maker, readEnvelope, readXml } from '../../../sandbox/soap/index.ts'
import { inEnvelope, textOf, type Element } from '../../../sandbox/soap/index.ts'

const { keys, paths } = vendors.informz
const namespace = 'http://partner.informz.net/aapi/2009/08/'
const make = maker(namespace)

export type Line = Record<string, string>

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'informz', ...options })
}

/** Sends a document, and answers the one in the result, or the fault's code. */
export async function post(sandbox: Sandbox, document: string) {
  const response = await fetch(sandbox.url + paths.api, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: inEnvelope(make('PostInformzMessage', [make('x', document)])),
  })
  const { content } = readEnvelope(await response.text())
  const result = textOf(content, 'PostInformzMessageResult')
  const detail = childOf(content, 'detail')?.children[0]
  return {
    status: response.status,
    document: result === undefined ? undefined : readXml(result),
    code: detail && textOf(detail, 'code'),
  }
}

const usual: Record<string, string> = keys

export function request(name: string, inner: string, changed: Record<string, string> = {}) {
  const { user, password, brandId, brandName } = { ...usual, ...changed }
  return (
    `<${name} xmlns="${namespace}"><Password>${password}</Password>`
    + `<Brand id="${brandId}">${brandName}</Brand><User>${user}</User>${inner}</${name}>`
  )
}

export function gridRequest(type: string, inner = ''): string {
  return request('GridRequest', `<Grids><Grid type="${type}">${inner}</Grid></Grids>`)
}

export function condition(field: string, comparator: string, ...values: string[]): string {
  const texts = values.map((one) => `<DataValue>${one}</DataValue>`).join('')
  return (
    `<Condition><Single><DataElement>${field}</DataElement>${texts}`
    + `<Comparator>${comparator}</Comparator></Single></Condition>`
  )
}

export function fields(...names: string[]): string {
  const elements = names.map((name) => `<DataElement>${name}</DataElement>`)
  return `<ReturnFields>${elements.join('')}</ReturnFields>`
}

/** One page of a grid as lines by the names of its fields. */
export async function page(sandbox: Sandbox, type: string, inner = ''): Promise<Line[]> {
  const { document, code } = await post(sandbox, gridRequest(type, inner))
  const grid = document && childOf(document, 'Grids')?.children[0]
  if (grid === undefined) throw new Error(`no grid: ${code}`)
  return grid.children.map((record) => {
    const all = childrenOf(childOf(record, 'Fields') as Element, 'Field')
    return Object.fromEntries(all.map((one) => [one.attributes.element ?? '', one.text]))
  })
}

/** Every row of a grid, page by page. */
export async function walk(sandbox: Sandbox, type: string, inner = ''): Promise<Line[]> {
  const lines: Line[] = []
  for (let round = 0; round < 100; round += 1) {
    const more = await page(sandbox, type, `${inner}<StartRow>${lines.length + 1}</StartRow>`)
    if (more.length === 0) return lines
    lines.push(...more)
  }
  throw new Error('the grid has no end')
}

export async function act(sandbox: Sandbox, name: string, inner: string) {
  const actions = `<Actions><${name}>${inner}</${name}></Actions>`
  const { document, code } = await post(sandbox, request('ActionRequest', actions))
  const done = document && childOf(document, 'Responses')?.children[0]
  return { code, done }
}
