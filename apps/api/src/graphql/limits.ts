import { createComplexityRule } from "@pothos/plugin-complexity";
import { type ASTVisitor, GraphQLError, Lexer, OperationTypeNode, Source, TokenKind, type ValidationContext, type ValidationRule } from "graphql";
import { hasUnstorable, UNSTORABLE } from "../domain/input.ts";

/** What one document may ask for. A connection costs its fields times `first` (20 where absent). */
export const limits = { tokens: 3000, directives: 8, aliases: 30, depth: 16, complexity: 20_000, breadth: 1000 } as const;

const tooMuch = (message: string, code: string): GraphQLError => new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/**
 * Counts directives before the document is parsed: validation would answer each unknown one with an error of its own.
 * @throws GraphQLError of status 400
 */
export function checkDirectives(query: unknown): void {
  if (typeof query !== "string") return;
  const lexer = new Lexer(new Source(query));
  try {
    for (let count = 0, seen = 0, token = lexer.advance(); token.kind !== TokenKind.EOF && seen <= limits.tokens; seen += 1, token = lexer.advance()) {
      if (token.kind === TokenKind.AT && (count += 1) > limits.directives) throw tooMuch(`A document may have at most ${limits.directives} directives.`, "TOO_MANY_DIRECTIVES");
    }
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.code === "TOO_MANY_DIRECTIVES") throw error;
    if (!(error instanceof GraphQLError)) throw error;
    // A syntax error: the parser says so with its place, as the answer to the request.
  }
}

/** Refuses documents with too many aliases: each repeats the work of a field. */
export const aliasesRule: ValidationRule = (context: ValidationContext): ASTVisitor => {
  let count = 0;
  return {
    Field(node) {
      if (!node.alias) return;
      count += 1;
      if (count === limits.aliases + 1) context.reportError(new GraphQLError(`A document may have at most ${limits.aliases} aliases.`, { nodes: [node], extensions: { code: "TOO_MANY_ALIASES" } }));
    },
  };
};

/** Refuses reads that ask for a text which nothing can have. A mutation's input is refused by path (domain/input.ts). */
export const textRule = (variableValues: Record<string, unknown>): ValidationRule => (context: ValidationContext): ASTVisitor => {
  const refuse = (): void => context.reportError(new GraphQLError(`A text has ${UNSTORABLE}.`, { extensions: { code: "BAD_USER_INPUT" } }));
  return {
    OperationDefinition({ operation }) {
      if (operation === OperationTypeNode.MUTATION) return false;
      if (hasUnstorable(variableValues)) refuse();
      return undefined;
    },
    StringValue({ value }) {
      if (hasUnstorable(value)) refuse();
    },
  };
};

/** Refuses documents that are too deep, too broad or too dear with these variables. */
export const costRule = (context: object, variableValues: Record<string, unknown>, operationName: string | null | undefined): ValidationRule =>
  createComplexityRule({ context, variableValues, operationName: operationName ?? null, maxDepth: limits.depth, maxBreadth: limits.breadth, maxComplexity: limits.complexity });
