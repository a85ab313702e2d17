/** The hosted pages: views in, complete HTML documents out. No state, no clock, nothing fetched. */
export { renderSuccessPage, renderUnavailablePage } from './outcome'
export { renderPaymentPage } from './payment'
export { renderPortalPage } from './portal'
export type { PageLine, PaymentPageView, SuccessPageView, UnavailablePageView } from './views'
