import tseslint from 'typescript-eslint';
import { headwater } from './scripts/lib/texts/plugin.mjs';

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', '.cache/**', '.vscode-test/**', '.demo/**', 'artifacts/**', 'scripts/**', 'test/**/*.mjs', 'test/**/*.cjs', '*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'no-restricted-syntax': ['error', { selector: "MethodDefinition[key.name='getInstance']", message: 'Inject the instance.' }, { selector: 'ExportAllDeclaration', message: 'No barrel files.' }],
      eqeqeq: ['error', 'always'],
    },
  },
  // Texts for people go through t(…). In views every phrase is one; in the host there are names for the machine too.
  { files: ['src/views/**/*.ts'], plugins: { headwater }, rules: { 'headwater/hard-coded-text': ['error', { phrases: true }] } },
  { files: ['src/extension/**/*.ts', 'src/providers/**/*.ts'], plugins: { headwater }, rules: { 'headwater/hard-coded-text': 'error' } },
  { files: ['test/**', 'bench/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' } },
);
