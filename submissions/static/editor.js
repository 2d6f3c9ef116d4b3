// The code editor. It stands in for the text field: what is typed goes into the field at once, so the form, the
// draft and the messages need not know of it. Its style sheets live in a shadow root, where they are adopted
// instead of written into the page, which the Content-Security-Policy would refuse.

import {
  bracketMatching, Decoration, defaultKeymap, drawSelection, EditorState, EditorView, ensureSyntaxTree,
  highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, HighlightStyle, history, historyKeymap,
  indentOnInput, indentUnit, indentWithTab, keymap, lineNumbers, pythonLanguage, StateEffect, StateField,
  syntaxHighlighting, tags,
} from "./vendor/codemirror-6.43.15.js";

const PAUSE = 500;
const LONGEST_PARSE = 200;
const BRACKETS = new Set(["(", "[", "{"]);

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--code-c)" },
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--code-k)" },
  { tag: [tags.bool, tags.null, tags.self], color: "var(--code-kc)" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--code-nf)" },
  { tag: tags.meta, color: "var(--code-nb)" },
  { tag: tags.number, color: "var(--code-m)" },
  { tag: tags.string, color: "var(--code-s)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--sheet)", fontSize: "0.92rem", maxHeight: "36rem", borderRadius: "8px" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto" },
  ".cm-content, .cm-gutter": { minHeight: "15rem" },
  ".cm-content": { caretColor: "var(--accent)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "none", borderRadius: "8px 0 0 8px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-odd": { textDecoration: "underline wavy var(--bad) 1px", textUnderlineOffset: "0.25em", backgroundColor: "var(--bad-soft)" },
});

const still = EditorView.theme({ ".cm-cursorLayer": { animation: "none !important" } });

const mark = StateEffect.define();
const oddLine = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    for (const effect of change.effects) {
      if (effect.is(mark)) return effect.value === null ? Decoration.none : Decoration.set([odd.range(effect.value)]);
    }
    return marks.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
const odd = Decoration.line({ class: "cm-odd" });

// Where a tree first departs from Python's grammar: {at, open}; null if nowhere. For a bracket or a text that is
// never closed this is where it began, as Python says it.
function firstError(tree) {
  let found = null;
  tree.iterate({
    enter(node) {
      if (found) return false;
      if (!node.type.isError) return true;
      const parent = node.node.parent;
      if (parent?.name === "PrintStatement") return false; // the grammar knows Python 2 as well
      const open = BRACKETS.has(parent?.firstChild?.name) && parent.lastChild.type.isError;
      found = { at: open || parent?.name === "String" ? parent.from : node.from, open };
      return false;
    },
  });
  return found;
}

// What is odd about a text, as {line, open}, counted from 1; null if nothing is.
export function oddity(text) {
  const found = firstError(pythonLanguage.parser.parse(text));
  return found && { line: text.slice(0, found.at).split(/\r\n?|\n/).length, open: found.open };
}

function look(view, tell) {
  const tree = ensureSyntaxTree(view.state, view.state.doc.length, LONGEST_PARSE);
  const found = tree && firstError(tree);
  const line = found && view.state.doc.lineAt(found.at);
  view.dispatch({ effects: mark.of(line ? line.from : null) });
  tell(line ? { line: line.number, open: found.open } : null);
}

// Tab goes on to the next field until something is typed, and again after Esc: nobody is trapped.
function tabKey() {
  return [
    EditorView.domEventHandlers({
      focus: (_, view) => view.setTabFocusMode(true),
      blur: (_, view) => view.setTabFocusMode(true),
      mousedown: (_, view) => view.setTabFocusMode(false),
    }),
    EditorView.updateListener.of((update) => update.docChanged && update.view.setTabFocusMode(false)),
    keymap.of([{ key: "Escape", run: (view) => (view.setTabFocusMode(true), false) }, indentWithTab]),
  ];
}

// What is typed over a selection is put in here, not by the browser: it would carry the colours of what was
// selected over as inline styles, which the Content-Security-Policy refuses (and says so on the console).
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.isComposing || event.data === null) return false;
    if (view.state.selection.ranges.every((range) => range.empty)) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

// Put the editor in the place of the text field. `tell` hears of the first line that does not look like Python.
// Returns a function that takes it away again.
export function attach(source, label, tell) {
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  source.after(host);
  let waiting = 0;
  const later = (view) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look(view, tell), PAUSE);
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: source.value,
      selection: document.activeElement === source ? { anchor: Math.min(source.selectionStart, source.textLength) } : undefined,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), highlightSpecialChars(), history(),
        drawSelection(), indentOnInput(), bracketMatching(), indentUnit.of("    "), EditorState.tabSize.of(4),
        pythonLanguage, syntaxHighlighting(colours), oddLine, theme,
        matchMedia("(prefers-reduced-motion: reduce)").matches ? [still, drawSelection({ cursorBlinkRate: 0 })] : [],
        tabKey(), typedOver, keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          later(update.view);
          const text = update.state.doc.toString();
          if (source.value === text) return;
          source.value = text;
          source.dispatchEvent(new Event("input"));
        }),
      ],
    }),
  });
  view.setTabFocusMode(true);
  const fromField = () => {
    if (source.value.replace(/\r\n?/g, "\n") === view.state.doc.toString()) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source.value } });
  };
  source.addEventListener("input", fromField);
  const hadFocus = document.activeElement === source;
  source.hidden = true;
  source.focus = () => view.focus();
  if (hadFocus) view.focus();
  later(view);
  return () => {
    clearTimeout(waiting);
    source.removeEventListener("input", fromField);
    delete source.focus;
    source.hidden = false;
    view.destroy();
    host.remove();
  };
}
