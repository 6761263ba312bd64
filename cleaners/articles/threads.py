"""Threads: which article each line of a page belongs to where its columns interleave.

The page is read once in printed order by a beam search. A hypothesis says which article each line so far belongs
to; it costs to change the article, and it pays to finish a cut sentence, to go on counting (二是 after 一是), to stay
with the subject. After a first pass the subjects are learned from its answer and the page is read again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleaners.articles.fit import Page, Subjects
from cleaners.articles.heads import Opening
from cleaners.articles.lines import Line
from cleaners.articles.sentences import ITEM_FAMILIES, SECTION_FAMILIES

# Articles a column can go back to; a page seldom sets more side by side.
OPEN_ARTICLES = 6
# Hypotheses kept per line.
BEAM = 8
# A hypothesis that is so far behind the best is given up; later lines seldom say more than that.
BEHIND_MAX = 9.0
# A printed page has some hundred lines; what has more than this is no page, and its lines keep their printed order.
LINES_MAX = 3000
# Reading passes; the second knows the subjects of the articles better.
PASSES = 2
# Lines under a headline that stand for the subject of the article in the first pass.
SUBJECT_LINES = 4

# The scores. One unit is about what one weak piece of evidence says.
CHANGE = -1.0  # the next line belongs to another article
CHANGE_WHOLE = -2.5  # ... although the sentence before was finished: columns mostly break in mid-sentence
CHANGE_TO_WHOLE = -1.5  # ... and the other article was not cut either: nothing asks for the change
FINISH = 0.5  # a cut sentence goes on
JOIN = 1.0  # times the fit of the characters that meet
ABANDON = -2.5  # a heading or a numbered paragraph after a cut sentence
INSIDE = -3.0  # a line that begins in mid-sentence where none was cut
LEFT_CUT = -4.0  # an article that ends in a cut sentence
AFTER_SIGNATURE = -3.0  # text after the signature
COUNT_ON = 2.5  # the next number of the same kind, both at the start of their lines
COUNT_ON_INSIDE = 1.2  # the same where one of them stands inside a line
MISCOUNT = -2.0  # a section number that cannot follow, or follows nothing
MISCOUNT_ITEM = -1.0
SUBJECT = 0.5  # times the log ratio of the character pairs, which overlap and so count double
SUBJECT_MAX = 6.0  # no line says more about its subject


@dataclass(frozen=True, slots=True)
class State:
    """An article as read so far: its last line of text or heading, and the last number of each family."""

    tail: int | None = None
    numbers: tuple[tuple[str, int, bool], ...] = ()
    signed: bool = False
    stuck: bool = False  # a loop of the extraction follows the tail: its end is lost


@dataclass(frozen=True, slots=True)
class Reading:
    """A hypothesis. `path` is a linked list of (article, earlier path), one link per line."""

    score: float
    current: int
    states: dict[int, State]
    path: tuple | None


def assign(page: Page, openings: list[Opening]) -> list[int]:
    """For every line the number of its article: 0 is what stands before the first opening, k the k-th opening."""
    at = {}
    for number, opening in enumerate(openings, 1):
        at[opening.start] = number
    answer = _printed_order(len(page.lines), at)
    if len(openings) < 2 or len(page.lines) > LINES_MAX:
        return answer
    members = _first_members(page.lines, openings)
    for _ in range(PASSES):
        answer = _Reader(page, openings, at, members).read()
        members = {}
        for i, number in enumerate(answer):
            if page.lines[i].role in ("body", "head") and not page.copies[i]:
                members.setdefault(number, set()).add(i)
    return answer


def _printed_order(length: int, at: dict[int, int]) -> list[int]:
    answer, current = [], 0
    for i in range(length):
        current = at.get(i, current)
        answer.append(current)
    return answer


def _first_members(lines: list[Line], openings: list[Opening]) -> dict[int, set[int]]:
    """Title and first lines of each article, up to the first cut sentence."""
    members: dict[int, set[int]] = {}
    for number, opening in enumerate(openings, 1):
        own = set(opening.title) | set(opening.subtitle)
        following = openings[number].start if number < len(openings) else len(lines)
        for i in range(opening.body, min(opening.body + SUBJECT_LINES, following)):
            own.add(i)
            if lines[i].is_cut:
                break
        members[number] = own
    return members


class _Reader:
    """One pass over the page."""

    def __init__(self, page: Page, openings: list[Opening], at: dict[int, int], members: dict[int, set[int]]):
        self.page, self.lines, self.openings, self.at = page, page.lines, openings, at
        self.subjects = Subjects(page, members)
        self.stack = set()  # lines of the heads themselves
        for opening in openings:
            self.stack.update(range(opening.start, opening.body))
        # the first line under a headline is its own, whatever was cut above
        self.first = {opening.body: number for number, opening in enumerate(openings, 1)}

    def read(self) -> list[int]:
        """The best reading: the number of the article for every line."""
        beam = [Reading(0.0, 0, {0: State()}, None)]
        for i in range(len(self.lines)):
            if i in self.at:
                beam = [self._open(r, self.at[i]) for r in beam]
            if self.page.copies[i]:
                beam = [self._stick(r) for r in beam]
            elif i in self.stack or self.lines[i].role not in ("body", "head"):
                beam = [Reading(r.score, r.current, r.states, (r.current, r.path)) for r in beam]
            else:
                beam = self._extend(beam, i)
        best = max(beam, key=lambda r: r.score + sum(self._ending(s) for s in r.states.values()))
        answer, path = [], best.path
        while path is not None:
            number, path = path
            answer.append(number)
        return answer[::-1]

    def _open(self, reading: Reading, number: int) -> Reading:
        states, score = dict(reading.states), reading.score
        states[number] = State()
        while len(states) > OPEN_ARTICLES:
            score += self._ending(states.pop(min(states)))
        return Reading(score, number, states, reading.path)

    def _stick(self, reading: Reading) -> Reading:
        """A copy of earlier text stays with the article it interrupts."""
        state = reading.states[reading.current]
        states = {**reading.states, reading.current: replace(state, stuck=True)}
        return Reading(reading.score, reading.current, states, (reading.current, reading.path))

    def _ending(self, state: State) -> float:
        if state.tail is None or state.stuck:
            return 0.0
        return LEFT_CUT * self.lines[state.tail].is_cut

    def _extend(self, beam: list[Reading], i: int) -> list[Reading]:
        numbers = {n for r in beam for n in r.states}
        fit = self.subjects.fit(i, numbers)
        best_fit = max(fit.values())
        subject = {n: SUBJECT_MAX * max(-1.0, SUBJECT * (fit[n] - best_fit) / SUBJECT_MAX) for n in numbers}
        steps: dict[int, tuple[float, State]] = {}  # by identity of the state: hypotheses share them
        options: list[tuple[float, int, int]] = []  # score, hypothesis, article
        for at, r in enumerate(beam):
            for number, state in r.states.items():
                if self.first.get(i, number) != number:
                    continue
                if number == 0 and state.tail is None and r.current != 0:
                    continue  # nothing stood before the first headline
                if id(state) not in steps:
                    steps[id(state)] = self._follows(state, i), self._after(state, i)
                score = r.score + subject[number] + steps[id(state)][0]
                if number != r.current:
                    score += self._change(r.states[r.current], state)
                options.append((score, at, number))
        options.sort(key=lambda option: -option[0])
        best: dict[tuple, Reading] = {}
        for score, at, number in options:
            if len(best) == BEAM or score < options[0][0] - BEHIND_MAX:
                break
            r = beam[at]
            states = {**r.states, number: steps[id(r.states[number])][1]}
            key = (number, *(s.tail for s in states.values()))
            if key not in best:
                best[key] = Reading(score, number, states, (number, r.path))
        return list(best.values())

    def _change(self, left: State, entered: State) -> float:
        score = CHANGE
        if left.tail is not None and not self._is_cut(left):
            score += CHANGE_WHOLE + CHANGE_TO_WHOLE * (entered.tail is not None and not self._is_cut(entered))
        return score

    def _is_cut(self, state: State) -> bool:
        return state.tail is not None and self.lines[state.tail].is_cut

    def _follows(self, state: State, i: int) -> float:
        """How well line i follows what the article holds so far, apart from its subject."""
        line = self.lines[i]
        score = AFTER_SIGNATURE * state.signed + self._counts(state, line)
        tail = self.lines[state.tail] if state.tail is not None else None
        if tail is not None and tail.is_cut:
            if line.is_fresh:
                score += 0.0 if state.stuck else ABANDON
            else:
                score += FINISH * (not state.stuck) + JOIN * self.page.join(state.tail, i)
        elif line.role == "body" and line.starts_inside:
            score += INSIDE
        return score

    @staticmethod
    def _counts(state: State, line: Line) -> float:
        """Evidence of the first number in the line: does it go on from the article's last of the same family?"""
        if not line.numbers:
            return 0.0
        number = line.numbers[0]
        last = next(((v, o) for f, v, o in state.numbers if f == number.family), None)
        section = number.family in SECTION_FAMILIES and number.opens
        if last and number.value == last[0] + 1:
            return COUNT_ON if number.opens and last[1] else COUNT_ON_INSIDE
        if number.value == 1 and (last is None or not section):
            return 0.0
        if section:
            return MISCOUNT
        return MISCOUNT_ITEM if last or number.family in ITEM_FAMILIES else 0.0

    def _after(self, state: State, i: int) -> State:
        line = self.lines[i]
        known = {family: (family, value, opens) for family, value, opens in state.numbers}
        for n in line.numbers:
            known[n.family] = (n.family, n.value, n.opens)
        signed = line.role == "body" and bool(line.signature)
        return State(i, tuple(known.values()), signed)
