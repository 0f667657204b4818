"""What formgrader and feedback show: pages that run nothing and ask the network for nothing."""

from pathlib import Path

import jinja2
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from nbgrader import preprocessors
from traitlets import default
from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates"


class ShownGrades(preprocessors.GetGrades):
    """Scores and comments from the gradebook; what is for the teacher alone is taken out first."""

    def preprocess(self, nb, resources):
        nb.cells = [c for c in nb.cells if c.metadata.get("plnkit", {}).get("for") != "teacher"]
        nb, resources = super().preprocess(nb, resources)
        waiting = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("waiting")]
        resources["nbgrader"]["waiting"] = len(waiting)
        return nb, resources

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        place = (self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"], *place)
        cell.metadata.nbgrader["waiting"] = grade.manual_score is None and grade.auto_score is None


class NoHiddenCode(Preprocessor):
    """Code that JupyterLab hides (`jupyter.source_hidden`) isn't shown here either.

    nbconvert's classic pages, which formgrader is made of, know nothing of it.
    """

    def preprocess(self, nb, resources):
        kept = []
        for cell in nb.cells:
            marks = cell.metadata.get("nbgrader", {})
            if cell.metadata.get("jupyter", {}).get("source_hidden") and not marks.get("solution"):
                cell.source = ""
            if cell.source or cell.get("outputs") or marks.get("grade") or marks.get("solution"):
                kept.append(cell)
        nb.cells = kept
        return nb, resources


class Page(HTMLExporter):
    """nbconvert's pages without MathJax, which they ask a content delivery network for."""

    @default("extra_loaders")
    def _extra_loaders_default(self):
        return [jinja2.FileSystemLoader(TEMPLATES / "base")]

    @default("preprocessors")
    def _preprocessors_default(self):
        return [NoHiddenCode]


class FeedbackPage(Page):
    """Feedback as one page."""

    def __init__(self, config: Config | None = None, **more):
        # nbgrader sets HTMLExporter's template; a class's own section wins over its parent's.
        own = Config(config or {})
        own.FeedbackPage.template_name = "plnkit_feedback"
        own.FeedbackPage.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(config=own, **more)
