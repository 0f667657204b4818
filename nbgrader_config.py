"""nbgrader's settings for this course. nbgrader and JupyterLab find them when started in this folder.

`nbgrader --help-all` lists every setting; https://nbgrader.readthedocs.io explains them.
"""

import os
import sysconfig
from pathlib import Path

from nbgrader.converters import GenerateAssignment

from plnkit.grading.plugin import NoWidgetState, install
from plnkit.model.handin import ZIP_PATTERN

c = get_config()  # noqa: F821 - nbgrader puts it there when it reads this file
here = Path(__file__).resolve().parent

# nbgrader starts `alembic` by its bare name, and finds it only where the environment is activated.
scripts = sysconfig.get_path("scripts")
if scripts not in os.environ["PATH"].split(os.pathsep):
    os.environ["PATH"] = scripts + os.pathsep + os.environ["PATH"]

c.CourseDirectory.root = str(here / "assignments")
c.CourseDirectory.course_id = "pln"

# Students get nothing of what a teacher's own trial left in a notebook.
c.GenerateAssignment.preprocessors = [*GenerateAssignment.preprocessors.default(), NoWidgetState]

# Grading reads what was handed in, and runs none of it; formgrader asks the network for nothing.
install()

# Feedback leaves out what is for the teacher.
c.GenerateFeedback.preprocessors = [
    "plnkit.grading.pages.ShownGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.GenerateFeedback.exporter_class = "plnkit.grading.pages.FeedbackPage"

# The zip that students upload to an LMS: its name tells the student and the time.
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]
c.FileNameCollectorPlugin.named_regexp = ZIP_PATTERN
