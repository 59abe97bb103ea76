"""Many videos: discover, plan, skip and resume, workers, failures, summary."""

from annotator.batch.annotations import Dictionaries, discover_annotations
from annotator.batch.discover import Discovery, Found, discover, is_rendering, read_list
from annotator.batch.export import Exporter, Order, Pages
from annotator.batch.index import INDEX_NAME, Listed, index_folders, is_our_index, write_index
from annotator.batch.plan import Current, Job, Outputs, Plan, Step, make_plan
from annotator.batch.renderings import STAGE as RENDER_STAGE
from annotator.batch.renderings import Annotations, Renderings, RenderWork, plan_renderings, with_renderings
from annotator.batch.results import SUMMARY_NAME, Result, Summary, write_summary
from annotator.batch.run import BatchOptions, Listener, auto_workers, run_batch
from annotator.batch.work import VideoWork, restore_job
from annotator.pool import Pool, Progress

__all__ = [
    "INDEX_NAME",
    "RENDER_STAGE",
    "SUMMARY_NAME",
    "Annotations",
    "BatchOptions",
    "Current",
    "Dictionaries",
    "Discovery",
    "Exporter",
    "Found",
    "Job",
    "Listed",
    "Listener",
    "Order",
    "Outputs",
    "Pages",
    "Plan",
    "Pool",
    "Progress",
    "RenderWork",
    "Renderings",
    "Result",
    "Step",
    "Summary",
    "VideoWork",
    "auto_workers",
    "discover",
    "discover_annotations",
    "index_folders",
    "is_our_index",
    "is_rendering",
    "make_plan",
    "plan_renderings",
    "read_list",
    "restore_job",
    "run_batch",
    "with_renderings",
    "write_index",
    "write_summary",
]
