/**
 * Other systems are told by webhooks, after the Standard Webhooks scheme: of alarms, which write
 * their message themselves, and of events, consent and validity, of which those who cause them keep
 * the news (src/outbox/news.ts). Nothing is told that is not there when it is sent.
 */
export { changeEndpoint, createEndpoint, removeEndpoint } from './arrange.ts'
export { listDeliveries, tell, testEndpoint, type Told } from './deliveries.ts'
export { listEndpoints, type Endpoint } from './endpoints.ts'
export { MESSAGE_TYPES, type MessageType } from './told-of.ts'
export { replayNews } from './replay.ts'
export { resumeWebhooks, startWebhooks } from './resume.ts'
export { rotateSecret } from './secrets.ts'
export { newSecret, signed } from './sign.ts'
export { tellEndpoint } from './turn.ts'
