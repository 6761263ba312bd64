"""How readily a character begins a paragraph of Chinese prose.

Log ratio of its share among first characters to its share inside sentences, measured over some 7,700 paragraphs of
web articles and rounded; characters that say nothing are left out. Characters of a single trade are left out too.
"""

_STEPS = {
    -2: "的个者们了行件理时程机户务码入员器部性息些取化及权果间型种络得限度示置响究式次题持级司子求位着没吗呢吧么",
    -1: (
        "是用和过到数于进分出业后制工提代系地面定统内设开重管任存等解序生特复量体服表计并合力点供标备类包处常控保组构期影路"
        "告身导里访认况展项案区场议字交手决片规流集口心源何录率版增载续升令样政端显共识节容造变际境院参站操织放给带核采段失教"
        "少消始态线话做视装头快断义授送校达策领队责充选速胁师助己协享论措约款预言止低职键细块必花景质频负审色售状离照费州"
    ),
    1: "对据实其经目与受报而他比事正未基日各请每再换举按她截坚您既综冬夏春秋",
    2: "在本这此我该小如当由然从第近因首总除那今尽随另虽但",
}
_STEP = {c: step for step, characters in _STEPS.items() for c in characters}


def beginning(text: str) -> int:
    """From -2 (this text goes on with a sentence, as far as its first character tells) to 2 (it begins one)."""
    return _STEP.get(text[:1], 0)
