import json

from local_cloud.aws.template_text import as_json

WRITTEN = """
Version: 2012-10-17
Text: !Sub "${A}-b"
Choice: !If [IsProd, !GetAtt Queue.Arn, !Ref Other]
Deep: !GetAtt Nested.Outputs.Url
Listed: !GetAtt [Queue, Arn]
Merged: !Transform {Name: AWS::Include}
Conditions: !And [!Condition A, !Not [!Equals [!Ref B, ""]]]
"""


def test_short_forms_become_long_ones_and_versions_stay_text() -> None:
    assert json.loads(as_json(WRITTEN)) == {
        "Version": "2012-10-17",
        "Text": {"Fn::Sub": "${A}-b"},
        "Choice": {"Fn::If": ["IsProd", {"Fn::GetAtt": ["Queue", "Arn"]}, {"Ref": "Other"}]},
        "Deep": {"Fn::GetAtt": ["Nested", "Outputs.Url"]},
        "Listed": {"Fn::GetAtt": ["Queue", "Arn"]},
        "Merged": {"Fn::Transform": {"Name": "AWS::Include"}},
        "Conditions": {
            "Fn::And": [
                {"Condition": "A"},
                {"Fn::Not": [{"Fn::Equals": [{"Ref": "B"}, ""]}]},
            ]
        },
    }
