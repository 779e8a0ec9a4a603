import {
  lawFirm,
  startSandbox,
  vendors,
  type Sandbox,
  type SandboxOptions,
} from '../../../sandbox/index.ts'
import { childOf, readEnvelope, textOf, type Element } from '../../../sandbox/soap/index.ts'

const { keys, paths } = vendors['campaign-master']
const small = { companies: 12, households: 8, unattached: 2 }
const contracts = 'http://schemas.datacontract.org/2004/07/ECM.BLL.WebServices.Client.API'

export function start(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ esp: 'campaign-master', world: lawFirm(1, small), ...options })
}

export interface Answer {
  status: number
  content: Element
  code: string | undefined
}

export interface Message {
  action: string
  body: string
  header?: string
}

export function enveloped({ body, header = '' }: Message): string {
  return (
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"'
    + ` xmlns="http://campaignmaster.com.au" xmlns:ns2="http://campaignmaster.com.au"`
    + ` xmlns:ns3="${contracts}.DataContracts"`
    + ' xmlns:ns5="http://schemas.datacontract.org/2004/07/ECM.Model">'
    + `<S:Header>${header}</S:Header><S:Body>${body}</S:Body></S:Envelope>`
  )
}

/** Sends a message as clients do, and takes the one part of the answer. */
export async function post(
  sandbox: Sandbox,
  message: Message,
  as = { type: 'text/xml;charset=utf-8', text: enveloped(message) },
): Promise<Answer> {
  const response = await fetch(sandbox.url + paths.api, {
    method: 'POST',
    headers: {
      'content-type': as.type,
      soapaction: `"http://campaignmaster.com.au/IAPIService/${message.action}"`,
    },
    body: as.text,
  })
  const type = response.headers.get('content-type') ?? ''
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1] ?? 'none'
  const part = (await response.text()).split(`--${boundary}`)[1] ?? ''
  const { content } = readEnvelope(part.slice(part.indexOf('\r\n\r\n') + 4).trim())
  return { status: response.status, content, code: textOf(content, 'faultcode') }
}

export function login(sandbox: Sandbox, password: string = keys.password): Promise<Answer> {
  const parts =
    `<clientID>${keys.clientId}</clientID><userName>${keys.username}</userName>`
    + `<password>${password}</password>`
  const body = `<Login xmlns="http://campaignmaster.com.au">${parts}</Login>`
  return post(sandbox, { action: 'Login', body })
}

export async function token(sandbox: Sandbox): Promise<string> {
  const { content } = await login(sandbox)
  return textOf(childOf(content, 'LoginResult') as Element, 'TokenString') ?? ''
}

export function shown(one: string): string {
  return `<ns2:SecurityToken><ns3:Value>${one}</ns3:Value></ns2:SecurityToken>`
}

export interface Job {
  file: string
  insert?: string
  update?: string
  first?: boolean
}

function settings(name: string, allowed: string): string {
  const on = (part: string) => `<ns5:${part}>${allowed.includes(part)}</ns5:${part}>`
  const parts = ['AllowImport', 'MakeActive', 'MakeVerified'].map(on)
  return `<ns3:${name}>${parts.join('')}</ns3:${name}>`
}

const everything = 'AllowImport MakeActive MakeVerified'

export function definition({ insert = everything, update = everything, first = true }: Job) {
  return (
    '<ns2:JobDefinition><ns3:Delimiter>,</ns3:Delimiter><ns3:Filename>import.csv</ns3:Filename>'
    + settings('InsertSettings', insert)
    + '<ns3:PrimaryKey>EmailAddress</ns3:PrimaryKey>'
    + settings('UpdateSettings', update)
    + `<ns3:UseFirstDuplicate>${first ? 1 : 0}</ns3:UseFirstDuplicate></ns2:JobDefinition>`
  )
}

export function submission(one: string, job: Job): Message {
  const file = Buffer.from(job.file).toString('base64')
  return {
    action: 'SubmitImportJob',
    header: shown(one) + definition(job),
    body: `<SubmitJobRequest><FileToImport>${file}</FileToImport></SubmitJobRequest>`,
  }
}

/** Submits a file, and answers the number of its job. */
export async function submit(sandbox: Sandbox, one: string, job: Job): Promise<string> {
  const { content } = await post(sandbox, submission(one, job))
  return textOf(content, 'JobId') ?? ''
}

export async function statusOf(sandbox: Sandbox, one: string, jobId: string) {
  const body = `<GetJobResult><JobId>${jobId}</JobId></GetJobResult>`
  const answer = await post(sandbox, { action: 'GetJobResult', header: shown(one), body })
  const result = childOf(answer.content, 'GetJobResultResult')
  return result === undefined ? answer.code : textOf(result, 'Status')
}

export interface ShownJob {
  id: number
  jobId: string
  status: string
  rows: { address: string; outcome?: string }[]
}

/** What the sandbox's own page tells of the jobs. */
export async function jobs(sandbox: Sandbox): Promise<ShownJob[]> {
  return (await (await fetch(`${sandbox.url}/_sandbox/import-jobs`)).json()) as ShownJob[]
}
