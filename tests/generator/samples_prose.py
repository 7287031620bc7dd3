"""The text of the sample reports on 清禾县, 安坪县 and 云浠县, invented counties; all of it is ours."""

from __future__ import annotations

from tests.generator.figures import Figures
from tests.generator.prose import Place, Section

QINGHE = Place("清禾县", "我县", "全县", "清禾县人民政府办公室", "市委、市政府", "county")
ANPING = Place("安坪县", "我县", "全县", "安坪县人民政府办公室", "市委、市政府", "county")
YUNXI = Place("云浠县", "我县", "全县", "云浠县人民政府办公室", "市委、市政府", "county")


def opening(place: Place, year: int, street: str, number: int) -> tuple[str, ...]:
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》（以下简称《条例》）和《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）编制，所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
        f"对本报告有疑问的，请与{place.office}联系（地址：{place.unit}{street}，邮编：3999{number % 90 + 10}，电话：0399-{6_000_000 + number}，电子邮箱：gkb@report.example）。",
    )


def sections(place: Place, year: int, f: Figures, fee: int, site: int, media: int) -> list[Section]:
    """The six chapters of F2021. `f` are the right figures; `fee` in 元; `site` and `media` count what
    was published on the web site and elsewhere."""
    new, old, done, out = (
        int(f[f"requests/{row}/total"])
        for row in ("received", "brought_forward", "concluded_total", "carried_forward")
    )
    people = int(f["requests/received/natural_person"])
    again = int(f["reviews/reconsideration/total"])
    suits = int(
        f["reviews/litigation_direct/total"] + f["reviews/litigation_after_reconsideration/total"]
    )
    issued = int(f["disclosure/normative_documents/issued"])
    first = (
        f"{year}年，{place.unit}坚持把政府信息公开作为推进依法行政、密切联系群众的基础工作，紧扣年度重点任务，着力提高公开内容的针对性和办理答复的规范性，各项工作有序推进。",
        "（一）主动公开情况",
        f"全年共公开政府信息{site + media}条，其中县政府网站公开{site}条，政务新媒体公开{media}条。围绕高标准农田建设、老旧小区加装电梯、校园餐质量提升三件群众最关心的事开设专栏，公开实施方案、资金安排和办理进度。制发行政规范性文件{issued}件，均同步公开文件解读，重要文件由起草部门负责人出镜说明。",
        "（二）依申请公开情况",
        f"{place.own}新收政府信息公开申请{new}件，其中自然人{people}件，法人或其他组织{new - people}件；上年结转{old}件。全年办结{done}件，结转下年度继续办理{out}件。申请内容主要集中在土地征收、工程招标和社会救助等方面。对情况复杂的申请，由办理单位、司法行政部门和法律顾问共同会商，做到程序合法、说理充分。",
        "（三）政府信息管理情况",
        "修订政府信息公开审查办法，明确拟公开信息先审查、后发布，谁起草、谁负责。对历年文件逐件标注公开属性和效力状态，清理表述过时、内容重复的信息，做到底数清、可查询。",
        "（四）平台建设情况",
        "完成县政府网站公开专栏改版，增加按主题、按文种检索的功能，全部页面支持大字号和语音浏览。乡镇便民服务中心和县图书馆、档案馆设置公开查阅点，为老年人提供纸质查阅和代为检索服务。",
        "（五）监督保障情况",
        "将政府信息公开纳入全县年度工作考核，考核结果向社会公布；邀请人大代表、政协委员和企业代表开展社会评议，对评议意见逐条回复。举办业务培训和案例研讨，覆盖全部乡镇和县直部门。全年没有需要追究责任的情形。",
    )
    fifth = (
        "（一）存在的主要问题",
        "一是个别单位对公开内容的把握不够准确，公开的时效与群众期待还有差距。二是部分政策解读停留在文字转述，群众看得懂、用得上的内容不多。三是乡镇承办人员变动较快，对依申请公开的程序掌握不够熟练。",
        "（二）改进情况",
        "一是细化县直部门和乡镇公开清单，按月通报更新情况，对逾期未公开的及时督办。二是推行解读材料与文件同步起草、同步审核、同步发布，增加图解、问答和短视频的比重。三是编印办理申请的工作手册，组织新任承办人员跟班学习，提高一线办理能力。",
    )
    sixth = (
        f"（一）{year}年，{place.own}依据《政府信息公开信息处理费管理办法》收取信息处理费{fee}元。"
        if fee
        else f"（一）{year}年，{place.own}未收取信息处理费。",
        "（二）除上述情况外，没有其他需要报告的事项。",
    )
    fourth = (f"{year}年，因政府信息公开工作被申请行政复议{again}件，被提起行政诉讼{suits}件。",)
    headings = (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    )
    bodies = (first, (), (), fourth, fifth, sixth)
    return [
        Section(f"{number}、{heading}", body)
        for number, heading, body in zip("一二三四五六", headings, bodies, strict=True)
    ]
