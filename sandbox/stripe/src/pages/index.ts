/** The hosted pages: views in, complete HTML documents out. No state, no clock, nothing fetched. */
export { renderChallengePage } from './challenge'
export { renderPaymentPage } from './payment'
export { renderPortalPage } from './portal'
export { renderSuccessPage } from './success'
export { renderUnavailablePage } from './unavailable'
export type * from './views'
