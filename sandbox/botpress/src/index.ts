export { type BundleOptions, type StartedBundle, startBundle } from './bundle/start-bundle'
export { type Clock, systemClock } from './clock'
export { BotpressError, type ErrorBody, type ErrorType, IntegrationError } from './errors'
export { FAULTS } from './faults'
export { createBotpress } from './sandbox'
export { type ServedBotpress, serveBotpress } from './serve'
export type {
  ApiCall,
  BotDefinitionParts,
  BotpressOptions,
  BotpressSandbox,
  Fault,
  FaultRule,
  FeedEntry,
  GrantedConversation,
  Ids,
  InstallationStatus,
  OperationResponse,
  WebhookRequest,
  WebhookResponse,
} from './types'
