export { childOf, childrenOf, isNil, maker, nil, textOf } from './element.ts'
export type { Content, Element, Make } from './element.ts'
export {
  actionOf,
  inEnvelope,
  readEnvelope,
  soapFault,
  soapType,
  writeEnvelope,
} from './envelope.ts'
export type { Envelope } from './envelope.ts'
export { soapNamespace, xsiNamespace } from './namespaces.ts'
export { bounds, readXml, XmlRefused } from './read.ts'
export { writeXml } from './write.ts'
