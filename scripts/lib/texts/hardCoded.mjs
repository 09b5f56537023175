import { readTemplate } from './templateText.mjs';
import { hasWords, isLabel, isPhrase } from './words.mjs';

/** Attributes of HTML whose value is shown or spoken. */
const SHOWN_ATTRIBUTES = new Set(['title', 'label', 'placeholder', 'alt', 'description', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext']);

/** Properties whose value is shown or spoken: of elements, and in the editor's API. */
const SHOWN_PROPERTIES = new Set(['title', 'label', 'alt', 'description', 'ariaLabel', 'placeHolder', 'prompt', 'tooltip', 'detail', 'textContent', 'innerText', 'validationMessage', 'openLabel', 'saveLabel']);

/** Calls that show their first argument. */
const SHOWING = /^(show(Information|Warning|Error)Message|setStatusBarMessage|TreeItem|QuickPickItem)$/u;

/** Calls whose arguments are for developers, or for the machine. */
const UNSEEN = /^(Error|TypeError|RangeError|RegExp|querySelector|querySelectorAll|closest|matches|executeCommand|registerCommand|getConfiguration|createElement|createElementNS|addEventListener|load|has|includes|startsWith|endsWith|split|join|replace|replaceAll|t|tParts)$/u;

/**
 * Finds texts for people that are written into the code instead of going through `t` (views: `src/views/shared/l10n`, host: `vscode.l10n`).
 * Seen are: text and spoken attributes of `html` templates; what is given to properties, attributes and calls that show it;
 * and, with the option `phrases`, every literal that reads as a phrase or a label.
 */
export const hardCodedText = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { phrases: { type: 'boolean' } }, additionalProperties: false }],
    messages: { text: '“{{text}}” is written into the code. Let it go through t(…), so that it can be translated.' },
  },
  create(context) {
    const phrases = context.options[0]?.phrases === true;
    const reported = new Set();
    /** Literals in templates where nobody reads them: classes, styles, addresses. */
    const unread = new Set();
    const report = (node, text) => {
      if (reported.has(node)) return;
      reported.add(node);
      context.report({ node, messageId: 'text', data: { text: text.trim().slice(0, 40) } });
    };
    /** Reports the literals that `node` may come to. */
    const check = (node) => {
      for (const { literal, text } of literalsIn(node)) if (hasWords(text)) report(literal, text);
    };
    return {
      TaggedTemplateExpression({ tag, quasi }) {
        if (tag.type !== 'Identifier' || !/^(html|svg)$/u.test(tag.name)) return;
        const { texts, holes } = readTemplate(quasi.quasis.map(({ value }) => value.cooked ?? ''));
        for (const { text, piece, attribute } of texts) if ((attribute === undefined || isShown(attribute)) && hasWords(withoutEntities(text))) report(quasi.quasis[piece], text);
        holes.forEach((hole, at) => {
          if (hole.place === 'text' || (hole.place === 'attribute' && isShown(hole.attribute))) check(quasi.expressions[at]);
          else for (const { literal } of literalsIn(quasi.expressions[at])) unread.add(literal);
        });
      },
      Property({ key, value, parent }) {
        if (parent.type === 'ObjectExpression' && SHOWN_PROPERTIES.has(nameOf(key))) check(value);
      },
      AssignmentExpression({ left, right }) {
        if (left.type === 'MemberExpression' && SHOWN_PROPERTIES.has(nameOf(left.property))) check(right);
      },
      'CallExpression, NewExpression'({ callee, arguments: given }) {
        const name = nameOf(callee);
        if (SHOWING.test(name)) for (const one of given) check(one);
        else if (name === 'setAttribute' && given[0]?.type === 'Literal' && isShown(String(given[0].value))) check(given[1]);
      },
      ...(phrases && {
        'Literal, TemplateLiteral'(node) {
          if (!unread.has(node) && !isForMachine(node)) for (const { literal, text } of literalsIn(node)) if (isPhrase(text) || isLabel(text)) report(literal, text);
        },
      }),
    };
  },
};

const isShown = (attribute) => SHOWN_ATTRIBUTES.has(attribute.replace(/^[.?@]/u, ''));
const withoutEntities = (text) => text.replaceAll(/&#?\w+;/gu, '');

/** The literals that an expression may come to. What a call makes of its arguments is its own affair. */
function literalsIn(node) {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [{ literal: node, text: node.value }] : [];
    case 'TemplateLiteral':
      return [{ literal: node, text: node.quasis.map(({ value }) => value.cooked ?? '').join('0') }, ...node.expressions.flatMap(literalsIn)];
    case 'ConditionalExpression':
      return [...literalsIn(node.consequent), ...literalsIn(node.alternate)];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node.operator === '+' || node.type === 'LogicalExpression' ? [...literalsIn(node.left), ...literalsIn(node.right)] : [];
    case 'ArrayExpression':
      return node.elements.flatMap(literalsIn);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return literalsIn(node.expression);
    default:
      return [];
  }
}

/** The last name of a callee, a key or a property. */
function nameOf(node) {
  switch (node?.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return node.name;
    case 'Literal':
      return String(node.value);
    case 'MemberExpression':
      return nameOf(node.property);
    default:
      return '';
  }
}

/** Whether a literal is none that people see: a module's name, a type, a key, what is compared, an argument of a call for the machine. */
function isForMachine(node) {
  const { parent } = node;
  switch (parent.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
    case 'ExportNamedDeclaration':
    case 'TSLiteralType':
    case 'SwitchCase':
    case 'TaggedTemplateExpression':
      return true;
    case 'Property':
      return parent.key === node || /font$/iu.test(nameOf(parent.key));
    case 'BinaryExpression':
      return parent.operator !== '+';
    case 'AssignmentExpression':
      return /^(className|.*[fF]ont|cssText|innerHTML|background|width|height)$/u.test(nameOf(parent.left));
    case 'CallExpression':
    case 'NewExpression':
      return UNSEEN.test(nameOf(parent.callee)) || (nameOf(parent.callee) === 'setAttribute' && parent.arguments[0] === node);
    default:
      return false;
  }
}
