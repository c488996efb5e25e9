// Counts which parts of a program run: a counter at the beginning of each function, branch, loop and case, and on each
// side of a condition. Done to the text of a bundle, with the compiler that the project has anyway.

import ts from 'typescript';

const { factory, SyntaxKind } = ts;

/** Where the counters are found; see coverage.ts. */
const COUNTERS = '__fuzzCounters';

/** Returns the text with counters, how many there are, and the constants that the program compares with. */
export function instrument(code) {
  const source = ts.createSourceFile('bundle.mjs', code, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const words = new Set();
  let counters = 0;
  const next = () =>
    factory.createPostfixIncrement(
      factory.createElementAccessExpression(
        factory.createIdentifier(COUNTERS),
        factory.createNumericLiteral(counters++),
      ),
    );
  const transformer = (context) => {
    const visit = (node) => {
      note(node, words);
      return withCounters(ts.visitEachChild(node, visit, context), next);
    };
    return (file) => ts.visitNode(file, visit);
  };
  const result = ts.transform(source, [transformer]);
  const text = ts.createPrinter().printFile(result.transformed[0]);
  return { text: `const ${COUNTERS} = globalThis.${COUNTERS};\n${text}`, counters, words: [...words] };
}

/** The node with a counter wherever it goes one way or another. `next` makes a new counter. */
function withCounters(node, next) {
  const statement = () => factory.createExpressionStatement(next());
  const counted = (expression) => factory.createParenthesizedExpression(factory.createComma(next(), expression));
  const asBlock = (body) =>
    body !== undefined && ts.isBlock(body)
      ? body
      : factory.createBlock(body === undefined ? [statement()] : [statement(), body]);
  switch (node.kind) {
    case SyntaxKind.Block:
      return factory.updateBlock(node, [statement(), ...node.statements]);
    case SyntaxKind.IfStatement: {
      const { expression, thenStatement, elseStatement } = node;
      return factory.updateIfStatement(node, expression, asBlock(thenStatement), asBlock(elseStatement));
    }
    case SyntaxKind.ForStatement: {
      const { initializer, condition, incrementor, statement: body } = node;
      return factory.updateForStatement(node, initializer, condition, incrementor, asBlock(body));
    }
    case SyntaxKind.ForOfStatement: {
      const { awaitModifier, initializer, expression, statement: body } = node;
      return factory.updateForOfStatement(node, awaitModifier, initializer, expression, asBlock(body));
    }
    case SyntaxKind.WhileStatement:
      return factory.updateWhileStatement(node, node.expression, asBlock(node.statement));
    case SyntaxKind.CaseClause:
      return factory.updateCaseClause(node, node.expression, [statement(), ...node.statements]);
    case SyntaxKind.DefaultClause:
      return factory.updateDefaultClause(node, [statement(), ...node.statements]);
    case SyntaxKind.ConditionalExpression: {
      const { condition, questionToken, whenTrue, colonToken, whenFalse } = node;
      const [yes, no] = [counted(whenTrue), counted(whenFalse)];
      return factory.updateConditionalExpression(node, condition, questionToken, yes, colonToken, no);
    }
    case SyntaxKind.BinaryExpression:
      return isLogical(node.operatorToken.kind)
        ? factory.updateBinaryExpression(node, node.left, node.operatorToken, counted(node.right))
        : node;
    case SyntaxKind.ArrowFunction:
      return ts.isBlock(node.body) ? node : withBody(node, counted(node.body));
    default:
      return node;
  }
}

function withBody(node, body) {
  const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken } = node;
  return factory.updateArrowFunction(node, modifiers, typeParameters, parameters, type, equalsGreaterThanToken, body);
}

function isLogical(kind) {
  return [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken, SyntaxKind.QuestionQuestionToken].includes(kind);
}

/** Texts and numbers of the program: what it looks for cannot be guessed byte by byte. */
function note(node, words) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    if (node.text.length >= 2 && node.text.length <= 40 && !ts.isImportDeclaration(node.parent)) words.add(node.text);
  } else if (ts.isNumericLiteral(node)) {
    const value = Number(node.text);
    if (Number.isInteger(value) && value > 255) words.add(value);
  }
}
