import tseslint from "typescript-eslint";

/** Four lines of the house beside the import table (.dependency-cruiser.cjs): see CONTRIBUTING.md. */
const writes = ["create", "createMany", "createManyAndReturn", "update", "updateMany", "upsert", "delete", "deleteMany"].join("|");

export default tseslint.config(
  { ignores: ["**/node_modules/**", "**/generated/**", "**/.next/**", "**/dist/**", ".tools/**", ".joulemark/**", "**/next-env.d.ts"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false, attributes: false } }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-restricted-properties": ["error", { object: "process", property: "env", message: "Settings are read in env.ts files only." }],
    },
  },
  { files: ["**/env.ts", "**/*.test.ts", "test/**", "scripts/**", "packages/engine/src/backend.ts", "**/next.config.ts", "prisma/**", "**/prisma.config.ts", "**/codegen.ts"], rules: { "no-restricted-properties": "off" } },
  {
    files: ["apps/api/src/graphql/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": ["error", { selector: `CallExpression[callee.type='MemberExpression'][callee.object.type='MemberExpression'][callee.object.object.property.name='db'][callee.property.name=/^(${writes})$/]`, message: "Resolvers read; only api/domain writes." }],
    },
  },
);
