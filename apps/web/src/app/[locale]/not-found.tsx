import { NothingHere } from "../../ui/nothing-here.tsx";

/** What `notFound()` leads to where the browser goes from page to page; a page that is loaded anew is drawn by not-found/page.tsx. */
export default function NotFoundPage() {
  return <NothingHere />;
}
