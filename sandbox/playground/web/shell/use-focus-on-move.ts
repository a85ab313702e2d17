import { type RefObject, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { isAt, VIEWS } from './views'

const NAME = 'Stripe for Botpress'

/** Who follows a link within the page hears and sees the new view from its beginning, as with a page of its own. */
export const useFocusOnMove = (main: RefObject<HTMLElement | null>): void => {
  const [location] = useLocation()
  const before = useRef(location)
  useEffect(() => {
    const view = VIEWS.find((candidate) => isAt(candidate, location))
    document.title = view ? `${view.title} · ${NAME}` : NAME
    if (before.current === location) return
    const isSameView = view && isAt(view, before.current)
    before.current = location
    // Within a view, such as from one action to the next, the focus stays with what was clicked.
    if (isSameView) return
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [location, main])
}
