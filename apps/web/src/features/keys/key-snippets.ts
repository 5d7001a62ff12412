const question = "{ viewer { name institutions { slug } } }";

/** A shell command that asks who the key acts as. */
export const curlSnippet = (origin: string): string => `curl ${origin}/graphql \\
  -H "authorization: Bearer $JOULEMARK_TOKEN" \\
  -H "content-type: application/json" \\
  -d '${JSON.stringify({ query: question })}'`;

/** The same in Python, with the standard library alone. */
export const pythonSnippet = (origin: string): string => `import json, os, urllib.request as web

token = os.environ["JOULEMARK_TOKEN"]
query = "${question}"
request = web.Request(
    "${origin}/graphql",
    json.dumps({"query": query}).encode(),
    {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
    },
)
print(json.load(web.urlopen(request)))`;
