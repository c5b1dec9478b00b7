"""What is said about each kind of mistake: the code, the words, the place, the help; and what is no mistake."""

from __future__ import annotations

import pytest

from nac.language import Diagnostic, compile_text, render
from tests.specs.one_per_code import ACTION, OPERATION, PHASES, operation, scenario

GROUP = ACTION + "operation reopen(options: [node-name, file?: node or object], speed?: any) { at node-name { } }\n"
NEW = ACTION + "operation add(name: new, parent?, flag?: bool, many?: nodes, kind?: a | b) { at name { } }\n"

CHANGED = "f(source, user: user, new?: new, many?: nodes, name: text)"
MAKING = ACTION + "operation add(node?: new, parent) { at node { } changes { insert node above parent } }\n"
CALLS = OPERATION + NEW.removeprefix(ACTION) + "operation all-of(actions: calls) { }\n"


def change(line: str) -> str:
    """An operation with this change."""
    return operation(f"changes {{ {line} }}", head=CHANGED)


def call(actions: str) -> str:
    """A scenario with an operation that makes these calls."""
    return scenario(f"admit all-of(actions: {actions})", before=CALLS)


CASES = {
    # the text, the code, the words in question, part of the message or of the help
    "an equals sign": (operation("at source when source = target { }"), "NAC020", "=", "`P is VALUE` of a value"),
    "two equals signs": (operation("where source == target"), "NAC020", "=", "`A in B` of nodes"),
    "no equals sign": (operation("where source != target"), "NAC023", "!", "`not P is VALUE` of a value"),
    "an ampersand": (operation("where source && target"), "NAC023", "&", "write `and`"),
    "a bar": (operation("where source | target"), "NAC020", "|", "write `or`"),
    "a comment of C": ("/* the disk */\n" + ACTION, "NAC023", "/", "a comment begins with `//`"),
    "a semicolon": (operation("at target { };"), "NAC023", ";", "leave it out"),
    "a text in single quotes": (operation("where source 'say it'"), "NAC023", "'", "straight double quotes"),
    "a text in curly quotes": (operation("where source “say it”"), "NAC023", "“", "straight double quotes"),
    "a comma between effects": (
        operation("effects { writes above(source), reads target }"),
        "NAC020",
        ",",
        "leave it out: effects stand one after the other",
    ),
    "a byte order mark at the end": (ACTION + "\ufeff", "NAC023", "\ufeff", "at the beginning of a file only"),
    "a flag set for an action": (
        f"{OPERATION}flags some = write\n" + scenario("refuse copy(source: top) because top some", before=""),
        "NAC050",
        "some",
        "is a flag set",
    ),
    "a parameter for an action": (operation("at source { require target }"), "NAC050", "target", "is a parameter"),
    "a let for an action": (
        operation("let upper = above(source)", "at upper { allow upper }"),
        "NAC050",
        "upper",
        "is a `let`",
    ),
    "a flag set before its definition": (
        f"{ACTION}flags early = late\nflags late = write\n",
        "NAC037",
        "late",
        "before its definition",
    ),
    "a flag set of itself": (f"{ACTION}flags own = own\n", "NAC037", "own", "before its definition"),
    "an action and a flag set": (f"{ACTION}flags write = all\n", "NAC039", "write", "two actions or flag sets"),
    "a reserved action": ("action flags\n", "NAC038", "flags", "cannot name an action"),
    "a reserved flag set": (f"{ACTION}flags none = write", "NAC038", "none", "cannot name a flag set"),
    "a reserved operation": (OPERATION.replace("copy", "advance"), "NAC038", "advance", "cannot name an operation"),
    "a reserved edge kind": (
        operation("where empty above(source, chain)"),
        "NAC038",
        "chain",
        "cannot name an edge kind",
    ),
    "a reserved edge kind of a change": (
        operation("changes { link source to target as chain }"),
        "NAC038",
        "chain",
        "cannot name an edge kind",
    ),
    "a reserved choice": (operation(head="copy(source, sync: null | full)"), "NAC038", "null", "cannot name a choice"),
    "a reserved let": (operation("let not = source"), "NAC038", "not", "cannot name a `let`"),
    "an unknown action": (operation("at source { allow all except wrte }"), "NAC030", "wrte", "did you mean 'write'?"),
    "a verb of an action": ("action a covers writs", "NAC033", "writs", "did you mean 'writes'?"),
    "another name in covers": ("action a covers writes at nodes", "NAC031", "nodes", "of `node` only"),
    "a function without its arguments": (operation("at above { }"), "NAC031", "above", "`above(...)`"),
    "nothing like it": (operation("at zzz { }"), "NAC031", "zzz", "declare it as a parameter"),
    "no function": (operation("at frob(zzz, source) { }"), "NAC032", "frob", "the functions are"),
    "an argument of no function": (operation("at frob(zzz, source) { }"), "NAC031", "zzz", "no parameter"),
    "no arguments": (operation("at chain() { }"), "NAC054", "chain()", "1 or 2 node sets"),
    "no arguments of part": (operation("at part() { }"), "NAC054", "part()", "a text parameter"),
    "too many arguments": (
        operation("at above(source, file, source) { }"),
        "NAC054",
        "above(source, file, source)",
        "edge kind",
    ),
    "a set for an edge kind": (
        operation("at above(source, above(source)) { }"),
        "NAC055",
        "above(source)",
        "a plain word",
    ),
    "a quoted set": (operation('at above("source") { }'), "NAC052", '"source"', "a node set"),
    "a let for a part": (
        operation("let upper = source", "at part(upper, upper) { }"),
        "NAC055",
        "upper",
        "type text",
    ),
    "a let for a condition": (
        operation("let upper = above(source)", "where upper"),
        "NAC053",
        "upper",
        "`not empty upper`",
    ),
    "an unknown condition": (operation("where targt"), "NAC031", "targt", "did you mean 'target'?"),
    "a set with a value": (operation("where above(source) is full"), "NAC057", "above(source)", "left of `is`"),
    "a let with a value": (
        operation("let upper = source", "where upper is full"),
        "NAC057",
        "upper",
        "value of a parameter",
    ),
    "an unknown name with a value": (operation("where syn is full"), "NAC031", "syn", "no parameter"),
    "a value of null": (
        operation("where target is nul", head="copy(source, target: node or null)"),
        "NAC056",
        "nul",
        "did you mean 'null'?",
    ),
    "two parameters": (operation(head="copy(source, source)"), "NAC039", "source", "two parameters"),
    "a parameter and its group": (
        GROUP.replace("speed", "options"),
        "NAC039",
        "options",
        "two parameters",
    ),
    "a group in two pieces": (
        GROUP.replace("speed?: any", "options: [more]"),
        "NAC039",
        "options",
        "two parameters",
    ),
    "a parameter and a let": (
        operation("let target = source", "at target { }"),
        "NAC039",
        "target",
        "two definitions",
    ),
    "two lets": (
        operation("let upper = source", "let upper = target", "at upper { }"),
        "NAC039",
        "upper",
        "two definitions",
    ),
    "an unknown alternative": (
        operation(head="copy(source, target: node or nul)"),
        "NAC036",
        "nul",
        "did you mean 'null'?",
    ),
    "an alternative twice": (
        operation(head="copy(source, target: node or null or null)"),
        "NAC040",
        "null",
        "said twice",
    ),
    "a choice twice": (operation(head="copy(source, sync: a | b | a)"), "NAC040", "a", "named twice"),
    "a default that is no choice": (operation(head="copy(source, sync: full | top = ful)"), "NAC056", "ful", "'full'?"),
    "a usual choice that is none": (
        operation(head="copy(source, sync: full | top usually ful = top)"),
        "NAC056",
        "ful",
        "the usual choice 'ful' is none of the choices",
    ),
    "a usual choice of no choices": (
        operation(head="copy(source usually full)"),
        "NAC058",
        "full",
        "`source: a | b usually a`",
    ),
    "fatal without unless": (operation("fatal empty source"), "NAC020", "empty", "expected `unless`"),
    "a phase twice": (operation("phases a, b, a"), "NAC040", "a", "named twice"),
    "a transition twice": (operation("phases a -> b -> a -> b"), "NAC040", "b", "said twice"),
    "an unknown start": (operation("phases a -> b", "start c then b"), "NAC034", "c", "no phase"),
    "an unknown next phase": (operation("phases a -> b", "start a then c"), "NAC034", "c", "no phase"),
    "a start without phases": (operation("start a"), "NAC034", "a", "declare it"),
    "two starts": (operation("phases a -> b", "start a", "start b"), "NAC040", "start b", "`start` is said twice"),
    "two promises": (operation("always completes always completes"), "NAC040", "always completes", "is said twice"),
    "a phase twice in a role": (
        operation("phases a, b", "at source during a, a { }"),
        "NAC040",
        "a",
        "named twice",
    ),
    "two conditions of a role": (
        operation("at source when target when empty target { }"),
        "NAC040",
        "when empty target",
        "`when` is said twice",
    ),
    "two views of an effect": (
        operation("effects { writes source unseen by target unseen by source }"),
        "NAC040",
        "unseen by source",
        "`unseen by` is said twice",
    ),
    "two requires": (
        operation("at source { require write require write }"),
        "NAC040",
        "require write",
        "`require` is said twice",
    ),
    "an unknown operation in a property": (
        f'{OPERATION}property "p" {{ never a is cop while b is copy }}',
        "NAC035",
        "cop",
        "did you mean 'copy'?",
    ),
    "an unknown phase in a property": (
        f'{PHASES}property "p" {{ never a in paused while not b in pausd }}',
        "NAC034",
        "pausd",
        "did you mean 'paused'?",
    ),
    "a graph twice": (
        scenario("graph { base }", "admit copy(source: top)"),
        "NAC040",
        "graph { base }",
        "given twice",
    ),
    "an edge twice": (
        scenario("admit copy(source: top)", graph="base <file- top   base <file- top"),
        "NAC040",
        "top",
        "is there twice",
    ),
    "a tag twice": (scenario("admit copy(source: a)", graph="a has t, t"), "NAC040", "t", "the tag 't' twice"),
    "an argument twice": (scenario("admit copy(source: top, source: top)"), "NAC040", "source", "is given twice"),
    "a key twice in a value": (
        scenario('admit reopen(options: [{node-name: top}], speed: {"a": 1, a: 2})', before=GROUP),
        "NAC040",
        "a",
        "is given twice",
    ),
    "an unknown phase of a job": (
        scenario("admit guest(drive: top) in pausd", before=PHASES),
        "NAC034",
        "pausd",
        "did you mean 'paused'?",
    ),
    "a phase of a job without": (scenario("admit copy(source: top) in paused"), "NAC034", "paused", "no phases"),
    "an unknown phase to come": (
        scenario("admit g = guest(drive: top)", "refuse advance g to gone", before=PHASES),
        "NAC034",
        "gone",
        "no phase",
    ),
    "a transition from the end": (
        scenario("admit g = guest(drive: top) in stopped", "advance g to paused", before=PHASES),
        "NAC089",
        "paused",
        "it goes nowhere",
    ),
    "a refused job is no job": (
        scenario("refuse c1 = copy(source: top)", "release c1"),
        "NAC087",
        "c1",
        "no admitted job",
    ),
    "a released job is no job": (
        scenario("admit c1 = copy(source: top)", "release c1", "release c1"),
        "NAC087",
        "c1",
        "no admitted job",
    ),
    "a reason at no node": (
        scenario("refuse copy(source: top) because bas write"),
        "NAC083",
        "bas",
        "did you mean 'base'?",
    ),
    "a reason of no action": (
        scenario("refuse copy(source: top) because base wrte"),
        "NAC030",
        "wrte",
        "did you mean 'write'?",
    ),
    "a missing group": (scenario("admit reopen()", before=GROUP), "NAC081", "reopen", "'options' is missing"),
    "a group that is no list": (
        scenario("admit reopen(options: {node-name: top})", before=GROUP),
        "NAC082",
        "{node-name: top}",
        "a list of objects",
    ),
    "a group without objects": (
        scenario("admit reopen(options: [])", before=GROUP),
        "NAC082",
        "[]",
        "a list of objects",
    ),
    "a field that is missing": (
        scenario("admit reopen(options: [{file: top}])", before=GROUP),
        "NAC081",
        "reopen",
        "'node-name' is missing",
    ),
    "a field that is unknown": (
        scenario("admit reopen(options: [{node-name: top, fil: top}])", before=GROUP),
        "NAC080",
        "fil",
        "did you mean 'file'?",
    ),
    "a truth value": (
        scenario("admit add(name: x, flag: yes)", before=NEW),
        "NAC082",
        "yes",
        "must be true or false",
    ),
    "no list": (scenario("admit add(name: x, many: top)", before=NEW), "NAC082", "top", "a list of nodes"),
    "no node in a list": (scenario("admit add(name: x, many: [top, tip])", before=NEW), "NAC083", "tip", "'top'?"),
    "no text": (scenario("admit add(name: 3)", before=NEW), "NAC082", "3", "must be a text"),
    "no null": (scenario("admit add(name: x, parent: null)", before=NEW), "NAC082", "null", "must be a node"),
    "a bad new node": (scenario('admit add(name: "a[b]")', before=NEW), "NAC086", '"a[b]"', "cannot name a node"),
    "an unknown choice": (scenario("admit add(name: x, kind: c)", before=NEW), "NAC056", "c", "it is one of a, b"),
    "a node of a later step": (
        scenario("admit add(name: x, parent: y)", "admit add(name: y)", before=NEW),
        "NAC083",
        "y",
        "no node 'y'",
    ),
    "a refused step makes no node": (
        scenario("refuse add(name: x)", "admit add(name: y, parent: x)", before=NEW),
        "NAC083",
        "x",
        "no node 'x'",
    ),
    "a misspelt change": (change("insrt new above source"), "NAC020", "insrt", "did you mean 'insert'?"),
    "an unknown node to insert": (change("insert nev above source"), "NAC031", "nev", "did you mean 'new'?"),
    "an unknown place to insert": (change("insert new above sorce"), "NAC031", "sorce", "did you mean 'source'?"),
    "an unknown node to spare": (change("insert new above source sparing neww"), "NAC031", "neww", "'new'?"),
    "an unknown node to tag": (change("tag usr busy"), "NAC031", "usr", "did you mean 'user'?"),
    "an unknown node to link": (change("link source to backing(usr)"), "NAC031", "usr", "did you mean 'user'?"),
    "an unknown condition of a change": (change("remove source when neww"), "NAC031", "neww", "'new'?"),
    "a text to insert": (change("insert name above source"), "NAC051", "name", "is no node"),
    "a set to insert": (
        change("insert backing(source) above source"),
        "NAC066",
        "backing(source)",
        "of type new, node or user",
    ),
    "a list to insert": (change("insert many above source"), "NAC066", "many", "'many' is a list"),
    "a list to insert above": (change("insert new above many"), "NAC066", "many", "'many' is a list"),
    "a union to insert above": (change("insert new above (source, user)"), "NAC066", "source, user", "is one node"),
    "everything to insert above": (change("insert new above everything"), "NAC066", "everything", "is one node"),
    "an old node to add": (change("add user"), "NAC066", "user", "is no new node"),
    "a set to add": (change("add above(source)"), "NAC066", "above(source)", "of type new, or a part"),
    "nothing to add": (change("add none"), "NAC066", "none", "of type new, or a part"),
    "a let to add": (
        operation("let upper = above(source)", "changes { add upper }"),
        "NAC066",
        "upper",
        "of type new, or a part",
    ),
    "two nodes to add": (change("add new, part(source, name)"), "NAC066", "new, part(source, name)", "for each"),
    "a kind of a tag": (change("tag source busy as file"), "NAC065", "as file", "insert`, `link` and `unlink` have"),
    "a kind of what is added": (change("add new as file"), "NAC065", "as file", "`add` has no `as`"),
    "a link that spares": (change("link source to user sparing many"), "NAC065", "sparing many", "only `insert` has"),
    "two kinds": (change("unlink source as file as backing"), "NAC040", "as backing", "`as` is said twice"),
    "two conditions of a change": (
        change("remove source when new when name is a"),
        "NAC040",
        "when name is a",
        "`when` is said twice",
    ),
    "a tag without a word": (change("tag source"), "NAC020", "}", "a name"),
    "a link to nothing": (change("link source as file"), "NAC020", "as", "`to`"),
    "a misspelt user": (operation(head="copy(source, drive: usr)"), "NAC036", "usr", "did you mean 'user'?"),
    "a list of calls as a node": (
        operation("where empty above(actions)", head="copy(source, actions: calls)"),
        "NAC051",
        "actions",
        "its type is calls",
    ),
    "a list of calls with a value": (
        operation("where actions is empty", head="copy(source, actions: calls)"),
        "NAC057",
        "actions is empty",
        "is a list of calls",
    ),
    "a user with a value": (
        operation("where drive is base", head="copy(source, drive: user)"),
        "NAC057",
        "drive is base",
        "is a node",
    ),
    "calls in a list": (
        operation(head="copy(source, list: [item, actions: calls])"),
        "NAC067",
        "actions",
        "inside a list",
    ),
    "an unknown node of a user": (
        scenario("admit g(drive: tip)", before=ACTION + "operation g(drive: user) { at drive { } }\n"),
        "NAC083",
        "tip",
        "did you mean 'top'?",
    ),
    "changes beside calls": (
        operation("changes { }", "changes { tag source a }", head="copy(source, all: calls)"),
        "NAC068",
        "changes { tag source a }",
        "makes calls",
    ),
    "two lists of objects": (
        operation(head="copy(source, a: [b, c], f: [g])"),
        "NAC069",
        "f",
        "a second list of objects",
    ),
    "no list of calls": (call("{type: copy}"), "NAC082", "{type: copy}", "must be a list of calls"),
    "a call without a type": (call("[{data: {}}]"), "NAC082", "{data: {}}", "{type: OPERATION, data: {...}}"),
    "a call with more": (
        call("[{type: add, data: {name: x}, id: 1}]"),
        "NAC082",
        "{type: add, data: {name: x}, id: 1}",
        "OPERATION",
    ),
    "a call of a number": (call("[{type: 7}]"), "NAC082", "{type: 7}", "OPERATION"),
    "a call with a list": (call("[{type: add, data: [x]}]"), "NAC082", "{type: add, data: [x]}", "OPERATION"),
    "an unknown call": (call("[{type: ad, data: {name: x}}]"), "NAC035", "ad", "did you mean 'add'?"),
    "a call with an unknown argument": (
        call("[{type: add, data: {name: x, prent: top}}]"),
        "NAC080",
        "prent",
        "did you mean 'parent'?",
    ),
    "a call without an argument": (call("[{type: add}]"), "NAC081", "add", "'name' is missing"),
    "a call with a wrong argument": (
        call("[{type: add, data: {name: x, flag: 1}}]"),
        "NAC082",
        "1",
        "must be true or false",
    ),
    "a call before the one that makes its node": (
        call("[{type: copy, data: {source: x}}, {type: add, data: {name: x}}]"),
        "NAC083",
        "x",
        "no node 'x'",
    ),
    "a node of the same call": (call("[{type: add, data: {name: x, parent: x}}]"), "NAC083", "x", "no node 'x'"),
    "a made-up name too early": (
        scenario("refuse add(parent: top)", 'admit add(parent: "#add1")', before=MAKING),
        "NAC083",
        '"#add1"',
        "no node '#add1'",
    ),
    "a made-up name of another kind": (
        scenario("admit add(parent: top)", 'admit add(parent: "#add1x")', before=MAKING),
        "NAC083",
        '"#add1x"',
        "no node '#add1x'",
    ),
    "a doc comment in an item": (operation("/// Why?"), "NAC027", "/// Why?", "`//`"),
    "a file comment in an item": (operation("//! Why?"), "NAC027", "//! Why?", "`//`"),
    "a misspelt clause": (operation("alow write"), "NAC020", "alow", "expected `always`"),
    "a misspelt keyword": (operation("at source { alow write }"), "NAC020", "alow", "did you mean 'allow'?"),
    "a sign too many": (OPERATION + "}", "NAC020", "}", "expected `action`"),
    "two backslashes of nothing": (r'action a "\u12"', "NAC024", r'"\u12"', "four digits"),
    "a kind that is not closed": (scenario(graph=r'a <"\x"- b'), "NAC024", r'<"\x"-', "four digits"),
}


def found(text: str, code: str) -> list[Diagnostic]:
    return [each for each in compile_text(text).diagnostics if each.code == code]


@pytest.mark.parametrize("name", CASES)
def test_a_mistake(name: str) -> None:
    text, code, words, part = CASES[name]
    matching = [each for each in found(text, code) if part in each.message or part in each.help]
    assert len(matching) == 1, [str(each) for each in compile_text(text).diagnostics]
    span = matching[0].span
    assert span is not None
    lines = text.split("\n")[span.line - 1 : span.end_line]
    assert span.line == span.end_line
    assert lines[0][span.column - 1 : span.end_column - 1] == words
    assert matching[0].source_line == lines[0]


RIGHT = {
    "keywords as parameters": operation(
        "where in in at and when is to",
        "at start { }",
        head="copy(source, in?, at?, start?, when?: to | at, node?, or?)",
    ).replace(" { }\n    at source", " { }\n    at node, or"),
    "keywords as arguments": (
        ACTION
        + "operation x-f(node, in?: text, type?: any, actions?: any, id?: any, at?: any, to?) { at node { } }\n"
        + 'scenario "s" { graph { to <- at <to- in   in has has }\n'
        + "admit to = x-f(node: to, in: in, type: at, actions: [at, {to: in}], id: -1.5e3, at: true, to: at)\n"
        + "release to }"
    ),
    "operations as words": (
        ACTION + "operation action(node) { at node { } }\noperation scenario(node) { at node { } }\n"
        'scenario "s" { graph { a } admit action(node: a) admit scenario(node: "a") }'
    ),
    "the words of changes as names": (
        ACTION
        + "operation add(changes, insert: new, add?: new, remove, link: user, unlink, tag, untag, above, as: as | to, "
        + "sparing: nodes, to, user: user or null, calls: text, when?) {\n"
        + "    let new = above or to\n"
        + "    changes {\n"
        + "        insert insert above above as above sparing sparing, as-is when as is to\n"
        + "        insert new above to as as  add add  add insert when add  remove remove  link link to to as to\n"
        + "        unlink unlink as when when when  tag tag add-me when user  untag untag, above tags\n"
        + "    }\n"
        + "    at changes, insert, add, remove, link, unlink, tag, untag, above, sparing, to, user, when { }\n}\n"
    ).replace(", as-is", ", user"),
    "the words of changes as arguments": (
        ACTION
        + "operation insert(to: user, as?: any, tag?: any, calls?: calls, add?: new) { at to { } }\n"
        + 'scenario "s" { graph { to <- above <changes- sparing   to has tag, untag }\n'
        + "admit to = insert(to: to, as: as, tag: {to: [above, insert]}, add: add) refuse insert(to: add) release to }"
    ),
    "no roles but changes": ACTION + "operation add(node: new) { changes { add node } }",
    "no changes in changes": operation("changes { }"),
    "changes in two blocks": operation("changes { tag source a }", "changes { untag source a }"),
    "any order after a change": change("insert new above source when many sparing user as file"),
    "a let used by a change only": operation("let upper = above(source)", "changes { remove upper }"),
    "a part to add": change("add part((source, user), name)"),
    "calls": call(
        "[{type: add, data: {name: x}}, {data: {name: y, parent: x}, type: add}, {type: copy, data: {source: y}}]"
    ),
    "no calls": call("[]"),
    "an invalid call of what is unknown": scenario("invalid all-of(actions: [{type: nobody}, 3])", before=CALLS),
    "nodes made by calls": scenario(
        "admit all-of(actions: [{type: add, data: {name: x}}])", "admit copy(source: x)", before=CALLS
    ),
    "a name made up": scenario(
        "admit add(parent: top)",
        'refuse add(parent: "#add1") because "#add2" write, "#add1" write',
        before=MAKING,
    ),
    "no space for arrows": operation("phases a->b->a", "at source during b { }"),
    "items on one line": 'action a "x" action b covers writes operation f(x) { at x { } } action c flags d = a, b',
    "a union in a condition": operation("where source in target, above(target)"),
    "an unknown value of a text": operation('where name is "x y"', head="copy(source, name: text)"),
    "an object": operation("where target is object", head="copy(source, target: node or object)"),
    "a made node": scenario("admit add(name: x)", "admit add(name: y, parent: x)", before=NEW),
    "an invalid call may be wrong": scenario("invalid copy(source: nowhere, target: 3)", "invalid copy()"),
    "an id again after release": scenario("admit a = copy(source: top)", "release a", "admit a = copy(source: top)"),
    "trailing commas": ACTION + "operation f(x, y?,) { at x { } }",
    "parts of nodes": scenario('refuse copy(source: top) because "base[b0]" write'),
    "start phases": scenario(
        "admit g = guest(drive: top)",
        "advance g to stopped",
        before=PHASES.replace("stopped\n", "stopped\n    start paused then running\n"),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_no_mistake(name: str) -> None:
    result = compile_text(RIGHT[name])
    assert [render(each, result.sources) for each in result.diagnostics] == []


def test_every_error_in_one_pass() -> None:
    text = (
        "action write covers wrtes\n"
        "operation one(x { at x { } }\n"
        "operation two(x) { at y { require wrte } }\n"
        'property "p" { never a is one while b is thre }\n'
        'scenario "s" { graph { a <- b <- a } admit two(x: c) }\n'
        "action ;\n"
    )
    codes = [(each.code, each.span.line if each.span else 0) for each in compile_text(text).diagnostics]
    assert codes == [
        ("NAC033", 1),
        ("NAC020", 2),
        ("NAC031", 3),
        ("NAC030", 3),
        ("NAC035", 4),
        ("NAC084", 5),
        ("NAC083", 5),
        ("NAC023", 6),
    ]


def test_flag_sets_alone_define_nothing() -> None:
    assert [each.code for each in compile_text("flags every = all").diagnostics] == ["NAC005"]


def test_a_broken_definition_blames_none_of_its_users() -> None:
    text = 'action write "x\noperation f(x) { at x { require write } }\noperation g(x { at x { } }\n'
    text += 'scenario "s" { graph { n } admit g(x: n) }'
    assert [each.code for each in compile_text(text).diagnostics] == ["NAC022", "NAC020"]


def test_rendering() -> None:
    result = compile_text(ACTION + "operation f(x) {\n\tat x { require wrte }\n}\naction write", "f.nac")
    assert "\n".join(render(each, result.sources) for each in result.diagnostics) == (
        "f.nac:3:17: error[NAC030]: there is no action 'wrte'\n"
        "    3 |  at x { require wrte }\n"
        "      |                 ^^^^\n"
        "  help: did you mean 'write'?\n"
        "f.nac:5:8: error[NAC039]: there are two actions or flag sets 'write'\n"
        "    5 | action write\n"
        "      |        ^^^^^\n"
        "  f.nac:1:8: the first is here\n"
        '    1 | action write "what a read would see change"\n'
        "      |        ^^^^^\n"
        "  help: rename one of them"
    )


def test_a_long_line_is_cut_around_the_place() -> None:
    result = compile_text("action a " + '"' + "x" * 500 + '"' + " covers wrte")
    _, line, marks, _ = render(result.diagnostics[0], result.sources).split("\n")
    assert len(line) <= 130
    assert line[marks.index("^") :][:4] == "wrte"


def test_no_control_character_reaches_the_terminal() -> None:
    result = compile_text('action a "\x1b[2J" covers "\x1b[2J"\n', "a\x1b[2Jb")
    assert result.diagnostics
    assert all("\x1b" not in render(each, result.sources) for each in result.diagnostics)


def test_what_cannot_be_printed_is_one_sign_wide() -> None:
    text = ACTION + "\ufeff"
    (only,) = compile_text(text, "text").diagnostics
    assert render(only).split("\n")[1:3] == ["    2 | \ufffd", "      | ^"]
