import { notFound } from "next/navigation";

/** Every address without a page of its own gets the not-found page in the reader's language. */
export default function UnknownPage(): never {
  notFound();
}
